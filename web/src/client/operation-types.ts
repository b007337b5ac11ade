import type * as z from 'zod';
import type { ResponseSchemas } from '../../../src/handlers/routes/all-responses.ts';
import type { OPERATIONS } from './operations.ts';
import type { WebOperations } from './web-operations.ts';

type RestOperations = typeof OPERATIONS;

/** Method and path of an operation, such as `GET /v2/alerts/{identifier}`. */
export type OperationName = keyof RestOperations | keyof WebOperations;

/** What a schema in a responses.ts describes: the members of the body besides took and requestId. */
type SchemaOutput<Name> = Name extends `${infer Capability}/${infer Schema}`
  ? Capability extends keyof ResponseSchemas
    ? Schema extends keyof ResponseSchemas[Capability]
      ? z.output<Extract<ResponseSchemas[Capability][Schema], z.ZodType>>
      : never
    : never
  : never;

type DeepReadonly<T> = T extends readonly (infer Element)[]
  ? readonly DeepReadonly<Element>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

interface Envelope {
  readonly requestId: string;
}

/** The body of success of an operation. */
export type ResponseBody<Name extends OperationName> = Envelope &
  (Name extends keyof WebOperations
    ? WebOperations[Name]
    : Name extends keyof RestOperations
      ? DeepReadonly<SchemaOutput<RestOperations[Name]>>
      : never);

/** One element of the `data` of a list. */
export type ListElement<Name extends OperationName> =
  ResponseBody<Name> extends { readonly data: readonly (infer Element)[] } ? Element : never;

/** The names in braces in a path. */
export type PathParameter<Path extends string> = Path extends `${string}{${infer Parameter}}${infer Rest}`
  ? Parameter | PathParameter<Rest>
  : never;
