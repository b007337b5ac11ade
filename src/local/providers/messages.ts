import type { Outbox } from '../shared/outbox.ts';

type Input = Readonly<Record<string, unknown>>;

interface Email {
  readonly FromEmailAddress?: string;
  readonly Destination?: Readonly<
    Record<'ToAddresses' | 'CcAddresses' | 'BccAddresses', string[] | undefined>
  >;
  readonly Content?: {
    readonly Simple?: {
      readonly Subject?: { readonly Data?: string };
      readonly Body?: {
        readonly Html?: { readonly Data?: string };
        readonly Text?: { readonly Data?: string };
      };
    };
  };
}

const toText = (value: unknown): string => (value === undefined ? '' : String(value));

/** SES v2, SendEmail: POST /v2/email/outbound-emails. */
export function sendEmail(outbox: Outbox, request: Email): object {
  const { Content, ...rest } = request;
  const { Simple } = Content ?? {};
  const { ToAddresses = [], CcAddresses = [], BccAddresses = [] } = request.Destination ?? {};
  const { Html, Text } = Simple?.Body ?? {};
  const { id } = outbox.add({
    channel: 'email',
    from: toText(request.FromEmailAddress),
    to: [...ToAddresses, ...CcAddresses, ...BccAddresses],
    subject: toText(Simple?.Subject?.Data),
    ...(Text?.Data !== undefined && { text: Text.Data }),
    ...(Html?.Data !== undefined && { html: Html.Data }),
    request: rest,
  });
  return { MessageId: id };
}

/** Operations of End User Messaging, by their name in the JSON protocol. */
export const smsVoiceOperations = (outbox: Outbox): Readonly<Record<string, (input: Input) => object>> => {
  const send = (channel: 'sms' | 'voice') => (request: Input) => {
    const { id } = outbox.add({
      channel,
      from: toText(request.OriginationIdentity),
      to: [toText(request.DestinationPhoneNumber)],
      text: toText(request.MessageBody),
      request,
    });
    return { MessageId: id };
  };
  return { SendTextMessage: send('sms'), SendVoiceMessage: send('voice') };
};

interface PushRequest {
  readonly Addresses?: Readonly<Record<string, { readonly ChannelType?: string }>>;
  readonly MessageConfiguration?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Pinpoint, SendMessages: POST /v1/apps/{id}/messages. Delivery to each address succeeds. */
export function sendPush(outbox: Outbox, applicationId: string, request: PushRequest): object {
  const { Addresses = {}, MessageConfiguration = {} } = request;
  const messages = Object.values(MessageConfiguration);
  const first = (member: string) => messages.find((message) => message[member] !== undefined)?.[member];
  const { id } = outbox.add({
    channel: 'push',
    from: applicationId,
    to: Object.keys(Addresses),
    subject: toText(first('Title')),
    text: toText(first('Body') ?? first('RawContent')),
    request,
  });
  const results = Object.keys(Addresses).map((address) => [
    address,
    { DeliveryStatus: 'SUCCESSFUL', StatusCode: 200, StatusMessage: 'OK', MessageId: id },
  ]);
  return { ApplicationId: applicationId, RequestId: id, Result: Object.fromEntries(results) };
}

/** Pushover: POST /1/messages.json. The token stays out of the outbox. */
export function sendPushover(outbox: Outbox, form: URLSearchParams): object {
  const { token: _token, user = '', title = '', message = '', ...request } = Object.fromEntries(form);
  const { id } = outbox.add({
    channel: 'pushover',
    from: 'Tocsin',
    to: [user],
    subject: title,
    text: request.url ? `${message}\n${request.url_title}: ${request.url}` : message,
    request,
  });
  return { status: 1, request: id, ...(request.priority === '2' && { receipt: id }) };
}
