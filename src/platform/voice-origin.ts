/** Whether the ARN is of a phone number or a pool. Sender ids cannot call, and a stage without an origin has `none`. */
export const isVoiceOrigin = (arn: string): boolean => /:(phone-number|pool)\/(?!none$)/.test(arn);
