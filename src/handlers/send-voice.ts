import { voiceComposer } from '../senders/channels/phone.ts';
import { senderFromEnvironment } from './senders/from-environment.ts';
import { voiceFromEnvironment } from './senders/voice-from-environment.ts';

/** Makes voice calls. */
export const handler = senderFromEnvironment(voiceComposer, voiceFromEnvironment);
