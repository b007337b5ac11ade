import { Resolver } from 'node:dns/promises';

/** Looks up MX records, as `resolveMx` of node:dns does. */
export type ResolveMx = (domain: string) => Promise<readonly { readonly exchange: string }[]>;

/** A name server that does not answer must not hold up the doctor. */
const resolver = new Resolver({ timeout: 2_000, tries: 2 });

/**
 * The hosts that receive a domain's e-mail, by its MX records; none if the domain or its record does not exist. Throws if no
 * name server answers.
 */
export async function listMailHosts(
  domain: string,
  resolveMx: ResolveMx = (name) => resolver.resolveMx(name),
): Promise<readonly string[]> {
  try {
    return (await resolveMx(domain)).map(({ exchange }) => exchange.replace(/\.$/, ''));
  } catch (error) {
    if (['ENODATA', 'ENOTFOUND'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
