/** What of `oidc-provider` the stories use; it ships no types of its own. */
declare module 'oidc-provider' {
  export default class Provider {
    constructor(issuer: string, configuration: object);
    callback(): (request: import('node:http').IncomingMessage, reply: import('node:http').ServerResponse) => void;
  }
}
