namespace Cartwright.Client;

/// <summary>The GraphQL documents that the client sends, each written out whole.</summary>
internal static class Documents
{
    private const string StoreFields =
        """
            store
            orderId
            isSubmitted
            errors { code message }
            offer {
              subtotal { ...Amount }
              selectedShippingMethod { ...Method }
              shippingMethods { ...Method }
              errors { code message }
            }
        """;

    private const string Amount = "fragment Amount on Price { value currency displayValue }\n";

    private const string CartFields =
        "fragment Method on ShippingMethod {\n" +
        "  id label price { ...Amount } taxes { ...Amount } total { ...Amount }\n" +
        "}\n" +
        Amount +
        """
        fragment Answer on CartResponse {
          errors { code message }
          cart {
            id
            buyerIdentity {
              firstName lastName email phone address1 address2 city provinceCode countryCode postalCode
            }
            cost {
              isEstimated
              subtotal { ...Amount }
              shipping { ...Amount }
              tax { ...Amount }
              total { ...Amount }
            }
            stores {
              ... on ShopifyStore {
        """ + "\n" + StoreFields + "\n" +
        """
                cartLines { quantity variant { id title } }
              }
              ... on AmazonStore {
        """ + "\n" + StoreFields + "\n" +
        """
                cartLines { quantity product { id title } }
              }
            }
          }
        }
        """;

    private const string OrderFields =
        Amount +
        """
        fragment OrderFields on Order {
          id
          status
          total { ...Amount }
          marketplaceOrderIds
          requiredActions { ... on CompletePaymentChallenge { redirectURL } }
          shipments { carrierName carrierTrackingNumber carrierTrackingUrl status }
          returns { id createdAt updatedAt }
          events { ...EventFields }
        }
        fragment EventFields on OrderEvent {
          __typename
          id
          createdAt
          ... on OrderFailedOrderEvent { reason reasonCode retryable }
        }
        """;

    private const string ProductFields =
        """
        fragment ProductFields on Product {
          id
          title
          isAvailable
          marketplace
          url
          price { ...Amount }
          variants { id title ... on ShopifyVariant { isAvailable } }
        }

        """ + Amount;

    internal static readonly Document GetCart =
        new("getCart", "query GetCart($id: ID!) { getCart(id: $id) { ...Answer } }\n" + CartFields);

    internal static readonly Document CreateCart = Changing("createCart", "CartCreateInput");
    internal static readonly Document AddItems = Changing("addCartItems", "CartItemsAddInput");
    internal static readonly Document UpdateItems = Changing("updateCartItems", "CartItemsUpdateInput");
    internal static readonly Document DeleteItems = Changing("deleteCartItems", "CartItemsDeleteInput");
    internal static readonly Document SetBuyer = Changing("updateCartBuyerIdentity", "CartBuyerIdentityUpdateInput");

    internal static readonly Document SelectShipping =
        Changing("updateCartSelectedShippingOptions", "UpdateCartSelectedShippingOptionsInput");

    internal static readonly Document RemoveCart = new(
        "removeCart",
        "mutation RemoveCart($input: CartDeleteInput!) { removeCart(input: $input) { deletedId } }");

    internal static readonly Document SubmitCart = new(
        "submitCart",
        """
        mutation SubmitCart($input: CartSubmitInput!) {
          submitCart(input: $input) {
            errors { code message }
            cart {
              id
              stores {
                orderId
                isSubmitted
                errors { code message }
                store { ... on ShopifyStore { store } ... on AmazonStore { store } }
              }
            }
          }
        }
        """);

    internal static readonly Document GetCheckout = new(
        "checkoutByCartID",
        "query Checkout($id: ID!) { checkoutByCartID(cartID: $id) { status orders { ...OrderFields } } }\n" +
        OrderFields);

    internal static readonly Document FollowOrders = new(
        "orderEvents",
        """
        subscription Follow($id: ID!) {
          orderEvents(cartID: $id) {
            event { ...EventFields }
            order { ...OrderFields }
          }
        }

        """ + OrderFields);

    internal static readonly Document GetOrder =
        new("orderByID", "query Order($id: ID!) { orderByID(id: $id) { ...OrderFields } }\n" + OrderFields);

    internal static readonly Document CancelOrder = new(
        "cancelOrder",
        """
        mutation Cancel($input: CancelOrderInput!) {
          cancelOrder(input: $input) {
            error { code message }
            result {
              ... on CancelShopifyOrderResult { status }
              ... on CancelAmazonOrderResult { items { status } }
            }
          }
        }
        """);

    internal static readonly Document ReturnOrder = new(
        "returnOrder",
        """
        mutation Return($input: ReturnOrderInput!) {
          returnOrder(input: $input) {
            error { code message }
            result {
              ... on ReturnShopifyOrderResult { returnId }
              ... on ReturnAmazonOrderResult { orders { returnId } }
            }
          }
        }
        """);

    internal static readonly Document ListProducts = new(
        "productsByDomainV2",
        """
        query Products($input: productsByDomainInput!, $pagination: OffsetPaginationInput!) {
          productsByDomainV2(input: $input, pagination: $pagination) { ...ProductFields }
        }

        """ + ProductFields);

    internal static readonly Document GetProduct = new(
        "productByID",
        "query OneProduct($input: ProductByIDInput!) { productByID(input: $input) { ...ProductFields } }\n" +
        ProductFields);

    private static Document Changing(string field, string input) => new(
        field,
        $"mutation Change($input: {input}!) {{ {field}(input: $input) {{ ...Answer }} }}\n" + CartFields);
}

/// <param name="Field">The root field, under which the answer stands in <c>data</c>.</param>
/// <param name="Text">The document; it has one operation.</param>
internal sealed record Document(string Field, string Text);
