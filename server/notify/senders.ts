/**
 * The port to the outside: one small type, so that a district brings its own SMS gateway, mail relay or official account. Shipped are
 * the terminal (for the demo) and a signed POST to a gateway of the district's.
 */
import { createHmac } from 'node:crypto';
import type { Way } from '#contract/notify.ts';
import { demoAllowed, type Config } from '#kit/config.ts';
import { dialer } from '#kit/dial.ts';

export type Outgoing = { id: string; way: Way; to: string; text: string };
/** Throws when it did not go out; the same id may come twice, and must be sent once. */
export type Sender = { send(message: Outgoing): Promise<void> };

const terminal: Sender = {
  async send({ way, to, text }) {
    console.log(`  ✉ ${way} → ${to}  ${text}`);
  },
};

/** The gateway knows us by `gridloop-signature: t=<seconds>,v1=<HMAC-SHA-256 of "t.body">`, and sends one id once. */
function gateway(url: string, key: string): Sender {
  const dial = dialer([url]);
  return {
    async send(message) {
      const body = JSON.stringify(message);
      const seconds = Math.floor(Date.now() / 1000);
      const signature = createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex');
      const answer = await dial(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': message.id,
          'gridloop-signature': `t=${seconds},v1=${signature}`,
        },
        body,
      });
      if (!answer.ok) throw new Error(`the gateway answered ${answer.status}`);
    },
  };
}

/** None where nothing was set up: then no codes are offered, and news stand on the receipt's page alone. */
export function senderOf(config: Config): Sender | null {
  if (config.messagesUrl) return gateway(config.messagesUrl, config.messagesKey);
  return demoAllowed(config) ? terminal : null;
}
