// What a city's app does, with somebody else's client: discover, read the services, report, follow the report.
const assert = require('node:assert/strict');
const Open311 = require('open311');

const url = process.argv[2];
const city = new Open311({ discovery: `${url}/open311/discovery.json`, apiKey: 'none' });
const call = (name, ...args) =>
  new Promise((resolve, reject) => {
    city[name](...args, (error, answer) => (error ? reject(new Error(`${name}: ${answer}`)) : resolve(answer)));
  });

async function judge() {
  const found = await call('serviceDiscovery', { cache: true });
  assert.ok(found.endpoints.length >= 2, 'two endpoints');
  const services = await call('serviceList');
  const [first] = services;
  const definition = await call('serviceDefinition', first.service_code);
  assert.ok(
    definition.attributes.every(({ required }) => !required),
    'the first service asks nothing',
  );
  const located = await call('serviceRequests', { status: 'open,closed' });
  assert.ok(located.length > 0 && located.every(({ lat, long }) => lat !== null && long !== null), 'located requests');
  const { lat, long } = located[0];

  const description = '人行道地砖松动，雨天溅水。';
  const [sent] = await call('submitRequest', { service_code: first.service_code, lat, long, description });
  assert.ok(sent.service_request_id, 'a number at once');
  const [read] = await call('serviceRequests', sent.service_request_id);
  assert.equal(read.status, 'open');
  assert.equal(read.service_code, first.service_code);
  assert.equal(read.description, description);
  const [token] = await call('token', sent.service_request_id);
  assert.equal(token.service_request_id, sent.service_request_id);

  const asking = [];
  for (const { service_code, metadata } of services)
    if (metadata) asking.push(await call('serviceDefinition', service_code));
  const strict = asking.find(({ attributes }) => attributes.some(({ required }) => required));
  assert.ok(strict, 'a service that must be asked about');
  const plain = { service_code: strict.service_code, lat, long, description };
  await assert.rejects(call('submitRequest', plain), /attribute_missing/);
  const question = strict.attributes.find(({ required }) => required);
  const attributes = { [question.code]: question.values[0].key };
  const [answered] = await call('submitRequest', { ...plain, attributes });
  const both = await call('serviceRequests', [sent.service_request_id, answered.service_request_id], {});
  assert.equal(both.length, 2);
  console.log(`${services.length} services, ${located.length} located requests, reported and read back twice`);
}

judge().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
