declare module 'opsgenie-sdk' {
  // Every operation takes what the request needs and, last, a callback.
  type Operation = (...input: unknown[]) => unknown;
  type AlertOperation =
    | 'get'
    | 'create'
    | 'delete'
    | 'getRequestStatus'
    | 'list'
    | 'acknowledge'
    | 'close'
    | 'addNote'
    | 'unacknowledge'
    | 'snooze'
    | 'escalateToNext'
    | 'assign'
    | 'addTeam'
    | 'addTags'
    | 'removeTags'
    | 'addDetails'
    | 'removeDetails'
    | 'executeAction'
    | 'listAlertRecipients'
    | 'listAlertLogs'
    | 'listAlertNotes'
    | 'getSavedSearch'
    | 'createSavedSearch'
    | 'updateSavedSearch'
    | 'listSavedSearches';
  type IncidentOperation =
    | 'get'
    | 'create'
    | 'delete'
    | 'getRequestStatus'
    | 'list'
    | 'close'
    | 'reopen'
    | 'resolve'
    | 'addNote'
    | 'addResponder'
    | 'updatePriority'
    | 'listNotes'
    | 'listLogs'
    | 'getAssociatedAlerts'
    | 'getResponderAlerts';
  const opsgenie: {
    configure(options: { readonly api_key?: string; readonly host?: string }): void;
    readonly alertV2: Readonly<Record<AlertOperation, Operation>>;
    readonly incident: Readonly<Record<IncidentOperation, Operation>>;
    readonly userV2: Readonly<Record<'get' | 'list' | 'create' | 'delete', Operation>>;
  };
  export default opsgenie;
}
