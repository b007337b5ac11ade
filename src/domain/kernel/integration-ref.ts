/** The integration (or API key) through which a request came in. */
export interface IntegrationRef {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}
