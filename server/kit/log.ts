import { pino, type Logger } from 'pino';

export type Log = Logger;

/** JSON lines; anything that could be a secret or a contact never gets into them. */
export const makeLog = (level: string): Log =>
  pino({
    level,
    redact: {
      paths: [
        'req.headers.cookie',
        'req.headers.authorization',
        '*.password',
        '*.secret',
        '*.phone',
        '*.email',
        '*.name',
        // PostgreSQL quotes the row that broke a constraint, and with it what somebody wrote.
        '*.detail',
        '*.where',
      ],
      censor: '[hidden]',
    },
  });
