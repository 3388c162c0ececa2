// Calls each of the 19 methods of the published client once, in the order of a purchase, and prints one JSON line a
// call: the method and what it resolved to. Its one argument is JSON: endpoint, key, and for two stores their domain,
// address, a product's id and page, and a variant's id.
'use strict';
const { RyeClient, ENVIRONMENT, GRAPHQL_ENDPOINTS } = require('@rye-api/rye-sdk');

const { endpoint, key, stores } = JSON.parse(process.argv[2]);
const [first, second] = stores;

// The client exports its table of addresses: setting the local one leaves the client itself as it was published.
GRAPHQL_ENDPOINTS[ENVIRONMENT.LOCAL] = endpoint;
const client = new RyeClient({
  authHeader: `Basic ${key}`,
  shopperIp: '203.0.113.7',
  environment: ENVIRONMENT.LOCAL,
});

async function call(method, parameters) {
  const data = await client[method](parameters);
  console.log(JSON.stringify({ method, data: data ?? null }));
  return data;
}

const buyerIdentity = {
  firstName: 'Ada',
  lastName: 'Moreno',
  address1: '1 Market Street',
  city: 'San Francisco',
  provinceCode: 'CA',
  countryCode: 'US',
  postalCode: '94105',
  email: 'ada@example.com',
  phone: '+14155550123',
};

const items = (...variants) => ({
  shopifyCartItemsInput: variants.map(([variantId, quantity]) => ({ variantId, quantity })),
});

async function browse() {
  await call('requestStoreByUrl', { input: { url: first.url } });
  await call('requestProductByUrl', { input: { url: first.productUrl, marketplace: 'SHOPIFY' } });
  await call('getProductById', {
    input: { id: first.productId, marketplace: 'SHOPIFY' },
    includeAdditionalProductDetails: true,
  });
  await call('getProductsByDomainV2', {
    input: { domain: first.domain },
    pagination: { limit: 2, offset: 0 },
    includeAdditionalProductDetails: true,
  });
  const store = await call('getIntegratedShopifyStore', {
    canonicalDomain: first.domain,
    productsIDs: [first.productId],
    collectionsFirst: 1,
    productsFirst: 2,
  });
  const collection = store?.collectionsConnection.edges[0]?.node.id ?? 'none';
  await call('getShopifyCollection', { collectionId: collection, productsFirst: 2 });
  await call('getShopifyAppInformation', { storeCanonicalDomain: first.domain });
  await call('getEnvironmentToken');
}

async function buy() {
  const created = await call('createCart', { input: { items: items([first.variantId, 1]), buyerIdentity } });
  const id = created?.cart.id ?? 'none';
  await call('addCartItems', {
    input: { id, items: items([second.variantId, 1], [second.otherVariantId, 1]) },
  });
  await call('updateCartItems', { input: { id, items: items([first.variantId, 2]) } });
  await call('deleteCartItems', {
    input: { id, items: { shopifyProducts: [{ variantId: second.otherVariantId }] } },
  });
  await call('updateCartBuyerIdentity', { input: { id, buyerIdentity: { ...buyerIdentity, address2: 'Floor 2' } } });
  const filled = await call('getCart', { id });
  const shippingOptions = (filled?.cart.stores ?? [])
    .map((store) => ({ store: store.store, shippingId: store.offer?.shippingMethods[0]?.id }));
  await call('updateCartSelectedShippingOptions', { input: { id, shippingOptions } });
  const submitted = await call('submitCart', { input: { id, token: 'tok_visa' } });
  await call('checkoutByCartId', { cartID: id });
  await call('orderById', { id: submitted?.cart.stores[0]?.orderId ?? 'none' });
}

async function discard() {
  const created = await client.createCart({ input: { items: items([first.variantId, 1]) } });
  await call('removeCart', { input: { id: created?.cart.id ?? 'none' } });
}

browse().then(buy).then(discard).catch((failure) => {
  console.error(failure);
  process.exitCode = 1;
});
