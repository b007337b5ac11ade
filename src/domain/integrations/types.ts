/** The type of integrations that are called, not calling. */
export const WEBHOOK = 'Webhook';

/** The type of integrations whose keys are routing keys of PagerDuty's Events API. */
export const PAGERDUTY = 'PagerDutyCompatibility';

/** The type of integrations that an e-mail makes an alert of. */
export const EMAIL = 'Email';

/** The type whose keys may be used at the endpoint of any tool. */
export const API = 'API';
