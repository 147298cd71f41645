/** A database of its own for a test file or a story: a clone of the migrated template, in some fifty milliseconds. */
import { Client } from 'pg';
import { inject } from 'vitest';

export type FreshDatabase = {
  /** as the owner, who may do everything */
  ownerUrl: string;
  /** as the server connects: owns nothing, cannot change what is append-only */
  appUrl: string;
  drop(): Promise<void>;
};

let made = 0;

/** `template`: of another one than the empty one; nobody may be connected to it then. */
export async function freshDatabase(template = inject('postgres').template): Promise<FreshDatabase> {
  const { adminUrl, appUrl } = inject('postgres');
  const name = `test_${process.pid}_${++made}`;
  // Copying files beats writing the template through the log as long as it is small.
  await administer(adminUrl, `create database ${name} template ${template} strategy file_copy`);
  return {
    ownerUrl: to(adminUrl, name),
    appUrl: to(appUrl, name),
    drop: () => administer(adminUrl, `drop database if exists ${name} with (force)`),
  };
}

const to = (url: string, database: string): string => Object.assign(new URL(url), { pathname: `/${database}` }).href;

async function administer(url: string, statement: string): Promise<void> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}
