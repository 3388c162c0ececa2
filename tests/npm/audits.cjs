// Runs the audits of npm graphql-http against a server and prints one JSON line an audit: its id, its level, whether
// it passed and, if not, why. Its one argument is JSON: url, and headers to add to each request.
'use strict';
const { serverAudits } = require('graphql-http');

const { url, headers } = JSON.parse(process.argv[2]);

const fetchFn = (address, init = {}) => fetch(address, { ...init, headers: { ...headers, ...init.headers } });

async function run() {
  for (const { id, name, fn } of serverAudits({ url, fetchFn })) {
    const { status, reason } = await fn();
    console.log(JSON.stringify({ id, name, level: name.split(' ')[0], status, reason }));
  }
}

run().catch((failure) => {
  console.error(failure);
  process.exitCode = 1;
});
