import { attempt, type Check, type Finding, ok, unknown, unlessMissing, wrong } from './finding.ts';
import { checkSuppressedAddresses } from './suppressed-addresses.ts';

/** E-mails per second below which a storm of alerts is late. */
const ENOUGH_PER_SECOND = 14;

/** The default of the parameter emailFrom. */
const EXAMPLE_ADDRESS = 'tocsin@example.com';

/** SES: the account, the identity that sends, contacts that get no e-mail, and inbound e-mail. */
export const checkEmail: Check = async (deps) => {
  const { call, settings, resolveMx } = deps;
  const { stage, region, parameter } = settings;
  const from = parameter('emailFrom');
  const domain = from.split('@')[1] ?? '';

  const account = await attempt('SES account', async () => {
    const { ProductionAccessEnabled, SendingEnabled, SendQuota } = await call('sesv2 GetAccount');
    const { MaxSendRate = 0, Max24HourSend = 0, SentLast24Hours = 0 } = SendQuota ?? {};
    return [
      ProductionAccessEnabled
        ? ok('SES is out of the sandbox')
        : wrong(
            'SES is in the sandbox: it sends only to verified addresses',
            'aws sesv2 put-account-details --production-access-enabled --mail-type TRANSACTIONAL --website-url https://… --use-case-description …',
          ),
      SendingEnabled
        ? ok('SES may send')
        : wrong(
            'Sending is paused for this account',
            `aws sesv2 put-account-sending-attributes --sending-enabled --region ${region}`,
          ),
      MaxSendRate >= ENOUGH_PER_SECOND
        ? ok(`SES sends ${MaxSendRate} e-mails a second`)
        : wrong(
            `SES sends only ${MaxSendRate} e-mails a second`,
            `aws service-quotas list-service-quotas --service-code ses --region ${region}: ask for a sending rate of 50 a second with request-service-quota-increase`,
          ),
      SentLast24Hours < 0.8 * Max24HourSend || Max24HourSend < 0
        ? ok(`SES has sent ${SentLast24Hours} of ${Max24HourSend} e-mails of this day`)
        : wrong(
            `SES has sent ${SentLast24Hours} of ${Max24HourSend} e-mails of this day`,
            `aws service-quotas list-service-quotas --service-code ses --region ${region}: ask for a higher sending quota with request-service-quota-increase`,
          ),
    ];
  });

  const find = (identity: string) =>
    unlessMissing(call('sesv2 GetEmailIdentity', { EmailIdentity: identity }));
  const sender = await attempt(`SES identity of ${from}`, async () => {
    if (from === EXAMPLE_ADDRESS) {
      return [
        wrong(
          `The stage sends no e-mail: emailFrom is the example ${EXAMPLE_ADDRESS}`,
          `npx sls deploy --stage ${stage} --param="emailFrom=ADDRESS"`,
        ),
      ];
    }
    const ofAddress = await find(from);
    const identity = ofAddress ?? (await find(domain));
    const name = ofAddress ? from : domain;
    if (!identity) {
      return [
        wrong(
          `Neither ${from} nor ${domain} is an identity of SES`,
          `aws sesv2 create-email-identity --email-identity ${domain} --region ${region}`,
        ),
      ];
    }
    const verified = identity.VerifiedForSendingStatus;
    const dkim = identity.DkimAttributes?.Status;
    const set = identity.ConfigurationSetName;
    return [
      verified
        ? ok(`${name} is verified`)
        : wrong(
            `${name} is not verified`,
            `aws sesv2 get-email-identity --email-identity ${name}: create the DNS records of its DkimAttributes, or follow the link in the e-mail`,
          ),
      dkim === 'SUCCESS'
        ? ok(`E-mails of ${name} are signed (DKIM)`)
        : wrong(
            `E-mails of ${name} are not signed: DKIM is ${dkim ?? 'off'}`,
            `aws sesv2 put-email-identity-dkim-attributes --email-identity ${name} --signing-enabled`,
          ),
      ok(
        set
          ? `${name} has the default configuration set ${set}, which the role allows`
          : `${name} has no default configuration set`,
      ),
    ];
  });
  // Of a stage that sends no e-mail, or an account that does not answer, there is nothing to find out.
  const canSend = from !== EXAMPLE_ADDRESS && account[0]?.state !== 'unknown';
  const suppressed = canSend ? await checkSuppressedAddresses(deps) : [];
  return [...account, ...sender, ...suppressed, ...(await checkInbound())];

  async function checkInbound(): Promise<readonly Finding[]> {
    const inbound = parameter('inboundEmailDomain');
    if (!inbound) return [ok('The stage receives no e-mail')];
    const chosen = parameter('inboundEmailRuleSet');
    if (chosen === 'none') {
      return [
        wrong(
          'No receipt rule brings e-mails to the stage: inboundEmailRuleSet is none',
          `npx sls deploy --stage ${stage} --param="inboundEmailRuleSet=own"`,
        ),
      ];
    }
    const expected = chosen === 'own' ? `tocsin-${stage}` : chosen;
    const ruleSet = await attempt('Active receipt rule set', async () => {
      const { Metadata } = await call('ses DescribeActiveReceiptRuleSet');
      return [
        Metadata?.Name === expected
          ? ok(`The receipt rule set ${expected} is active`)
          : wrong(
              `The active receipt rule set is ${Metadata?.Name ?? 'none'}, not ${expected}`,
              `aws ses set-active-receipt-rule-set --rule-set-name ${expected} --region ${region}`,
            ),
      ];
    });
    const host = `inbound-smtp.${region}.amazonaws.com`;
    const found = await resolveMx(inbound).catch(() => undefined);
    const record =
      found === undefined
        ? unknown(`The MX record of ${inbound} could not be read`, `dig MX ${inbound}`)
        : found.includes(host)
          ? ok(`E-mail to ${inbound} goes to SES`)
          : wrong(
              `The MX record of ${inbound} is ${found.join(', ') || 'missing'}`,
              `Create the DNS record: ${inbound}. MX 10 ${host}.`,
            );
    return [...ruleSet, record];
  }
};
