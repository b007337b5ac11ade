package main

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/opsgenie/opsgenie-go-sdk-v2/alert"
)

const alias = "go alias/with a slash"

func (r *run) alerts() {
	r.group("alerts", "/v2/alerts", r.lifeOfAnAlert)
	r.group("attachments", "/v2/alerts/{identifier}/attachments", r.attachments)
	r.group("saved searches", "/v2/alerts/saved-searches", r.savedSearches)
}

// applied makes a call that is answered 202 and asks, as the client does, until it is known what became of it.
func applied[Request any](r *run, name string, with func(context.Context, Request) (*alert.AsyncAlertResult, error), request Request) *alert.RequestStatusResult {
	asked := call(r, name, with, request)
	status := call(r, name+" (status)", func(ctx context.Context, asked *alert.AsyncAlertResult) (*alert.RequestStatusResult, error) {
		return asked.RetrieveStatus(ctx)
	}, asked)
	if !status.IsSuccess {
		r.failed(name, "not applied: "+status.Status)
	}
	return status
}

func (r *run) lifeOfAnAlert() {
	alerts := must(alert.NewClient(r.config))
	status := applied(r, "alert.Create", alerts.Create, &alert.CreateAlertRequest{
		Message: "From the Go client", Alias: alias, Description: "All of it", Entity: "db-1", Source: "go", Priority: alert.P2,
		Responders: []alert.Responder{{Type: alert.TeamResponder, Name: crew}, {Type: alert.UserResponder, Username: ben}, {Type: alert.EscalationResponder, Name: ladder}},
		VisibleTo:  []alert.Responder{{Type: alert.UserResponder, Username: ann}},
		Actions:    []string{"Restart"}, Tags: []string{"one"}, Details: map[string]string{"region": "eu"}, User: ann, Note: "Hello",
	})
	r.equal("alert.Create: alias", status.Alias, alias)
	id := status.AlertID
	byAlias := func() (alert.AlertIdentifier, string) { return alert.ALIAS, alias }
	kind, value := byAlias()

	applied(r, "alert.Acknowledge", alerts.Acknowledge, &alert.AcknowledgeAlertRequest{IdentifierType: alert.ALERTID, IdentifierValue: id, User: ann, Note: "Mine"})
	applied(r, "alert.Unacknowledge", alerts.Unacknowledge, &alert.UnacknowledgeAlertRequest{IdentifierType: kind, IdentifierValue: value})
	applied(r, "alert.EscalateToNext", alerts.EscalateToNext, &alert.EscalateToNextRequest{IdentifierType: alert.ALERTID, IdentifierValue: id, Escalation: alert.Escalation{Name: ladder}})
	applied(r, "alert.AssignAlert", alerts.AssignAlert, &alert.AssignRequest{IdentifierType: alert.ALERTID, IdentifierValue: id, Owner: alert.User{Username: ben}})
	applied(r, "alert.AddTeam", alerts.AddTeam, &alert.AddTeamRequest{IdentifierType: alert.ALERTID, IdentifierValue: id, Team: alert.Team{Name: "Operations"}})
	applied(r, "alert.AddResponder", alerts.AddResponder, &alert.AddResponderRequest{IdentifierType: alert.ALERTID, IdentifierValue: id, Responder: alert.Responder{Type: alert.UserResponder, Username: ann}})
	applied(r, "alert.AddTags", alerts.AddTags, &alert.AddTagsRequest{IdentifierType: kind, IdentifierValue: value, Tags: []string{"two", "three"}})
	applied(r, "alert.RemoveTags", alerts.RemoveTags, &alert.RemoveTagsRequest{IdentifierType: alert.ALERTID, IdentifierValue: id, Tags: "two"})
	applied(r, "alert.AddDetails", alerts.AddDetails, &alert.AddDetailsRequest{IdentifierType: alert.ALERTID, IdentifierValue: id, Details: map[string]string{"zone": "a"}})
	applied(r, "alert.RemoveDetails", alerts.RemoveDetails, &alert.RemoveDetailsRequest{IdentifierType: alert.ALERTID, IdentifierValue: id, Keys: "region"})
	applied(r, "alert.AddNote", alerts.AddNote, &alert.AddNoteRequest{IdentifierType: alert.ALERTID, IdentifierValue: id, Note: "Looking", User: ann})
	applied(r, "alert.ExecuteCustomAction", alerts.ExecuteCustomAction, &alert.ExecuteCustomActionAlertRequest{IdentifierType: alert.ALERTID, IdentifierValue: id, Action: "Restart"})
	applied(r, "alert.UpdatePriority", alerts.UpdatePriority, &alert.UpdatePriorityRequest{IdentifierType: alert.ALERTID, IdentifierValue: id, Priority: alert.P1})
	applied(r, "alert.UpdateMessage", alerts.UpdateMessage, &alert.UpdateMessageRequest{IdentifierType: alert.ALERTID, IdentifierValue: id, Message: "Changed"})
	applied(r, "alert.UpdateDescription", alerts.UpdateDescription, &alert.UpdateDescriptionRequest{IdentifierType: alert.ALERTID, IdentifierValue: id, Description: "Changed, too"})

	applied(r, "alert.Snooze", alerts.Snooze, &alert.SnoozeAlertRequest{IdentifierType: kind, IdentifierValue: value, EndTime: time.Now().Add(time.Hour)})

	got := call(r, "alert.Get", alerts.Get, &alert.GetAlertRequest{IdentifierType: kind, IdentifierValue: value})
	r.equal("alert.Get: message", got.Message, "Changed")
	r.equal("alert.Get: description", got.Description, "Changed, too")
	r.equal("alert.Get: tags", got.Tags, []string{"one", "three"})
	r.equal("alert.Get: details", got.Details, map[string]string{"zone": "a"})
	r.equal("alert.Get: owner", got.Owner, ben)
	r.equal("alert.Get: priority", got.Priority, alert.P1)
	r.holds("alert.Get: snoozed", got.Snoozed && got.SnoozedUntil.After(time.Now()))
	byTiny := call(r, "alert.Get by tiny id", alerts.Get, &alert.GetAlertRequest{IdentifierType: alert.TINYID, IdentifierValue: got.TinyId})
	r.equal("alert.Get by tiny id: id", byTiny.Id, id)

	found := call(r, "alert.List", alerts.List, &alert.ListAlertRequest{
		Query: "status: open AND tag: three", Sort: alert.LastOccurredAt, Order: alert.Desc, Limit: 10,
	})
	r.equal("alert.List: number", len(found.Alerts), 1)
	count := call(r, "alert.CountAlerts", alerts.CountAlerts, &alert.CountAlertsRequest{Query: "entity: db-1"})
	r.equal("alert.CountAlerts", count.Count, 1)
	people := call(r, "alert.ListAlertRecipients", alerts.ListAlertRecipients, &alert.ListAlertRecipientRequest{IdentifierType: kind, IdentifierValue: value})
	r.holds("alert.ListAlertRecipients has somebody", len(people.AlertRecipients) > 0)
	logs := call(r, "alert.ListAlertLogs", alerts.ListAlertLogs, &alert.ListAlertLogsRequest{IdentifierType: kind, IdentifierValue: value, Direction: alert.NEXT, Order: alert.Asc, Limit: 3})
	r.equal("alert.ListAlertLogs: number", len(logs.AlertLog), 3)
	more := call(r, "alert.ListAlertLogs, next page", alerts.ListAlertLogs, &alert.ListAlertLogsRequest{
		IdentifierType: kind, IdentifierValue: value, Direction: alert.NEXT, Order: alert.Asc, Limit: 3, Offset: logs.AlertLog[2].Offset,
	})
	r.holds("alert.ListAlertLogs, next page: goes on", len(more.AlertLog) == 3 && more.AlertLog[0].Offset != logs.AlertLog[2].Offset)
	notes := call(r, "alert.ListAlertNotes", alerts.ListAlertNotes, &alert.ListAlertNotesRequest{IdentifierType: kind, IdentifierValue: value, Order: alert.Desc})
	r.holds("alert.ListAlertNotes has the note", len(notes.AlertLog) > 0 && notes.AlertLog[0].Note == "Looking")

	applied(r, "alert.Close", alerts.Close, &alert.CloseAlertRequest{IdentifierType: kind, IdentifierValue: value, User: ann})
	closed := call(r, "alert.Get closed", alerts.Get, &alert.GetAlertRequest{IdentifierType: alert.ALERTID, IdentifierValue: id})
	r.equal("alert.Get closed: status", closed.Status, "closed")
	r.equal("alert.Get closed: closedBy", closed.Report.ClosedBy, ann)
	applied(r, "alert.Delete", alerts.Delete, &alert.DeleteAlertRequest{IdentifierType: alert.ALERTID, IdentifierValue: id})

	lost, err := alerts.Close(r.ctx, &alert.CloseAlertRequest{IdentifierType: alert.ALERTID, IdentifierValue: id})
	r.holds("alert.Close of what is gone is accepted", err == nil)
	outcome := call(r, "alert.Close of what is gone (status)", func(ctx context.Context, asked *alert.AsyncAlertResult) (*alert.RequestStatusResult, error) {
		return asked.RetrieveStatus(ctx)
	}, lost)
	r.equal("alert.Close of what is gone: success", outcome.IsSuccess, false)
}

func (r *run) attachments() {
	alerts := must(alert.NewClient(r.config))
	id := applied(r, "alert.Create", alerts.Create, &alert.CreateAlertRequest{Message: "With a file"}).AlertID
	folder := must(os.MkdirTemp("", "tocsin-attachment"))
	defer os.RemoveAll(folder)
	if err := os.WriteFile(filepath.Join(folder, "trace.txt"), []byte("trace"), 0o600); err != nil {
		panic(err)
	}
	made := call(r, "alert.CreateAlertAttachments", alerts.CreateAlertAttachments, &alert.CreateAlertAttachmentRequest{
		IdentifierType: alert.ALERTID, IdentifierValue: id, FileName: "trace.txt", FilePath: folder + "/", User: ann,
	})
	attachment := made.Attachment.Id
	all := call(r, "alert.ListAlertsAttachments", alerts.ListAlertsAttachments, &alert.ListAttachmentsRequest{IdentifierType: alert.ALERTID, IdentifierValue: id})
	r.equal("alert.ListAlertsAttachments: number", len(all.Attachment), 1)
	got := call(r, "alert.GetAlertAttachment", alerts.GetAlertAttachment, &alert.GetAttachmentRequest{IdentifierType: alert.ALERTID, IdentifierValue: id, AttachmentId: attachment})
	r.equal("alert.GetAlertAttachment: name", got.Name, "trace.txt")
	call(r, "alert.DeleteAlertAttachment", alerts.DeleteAlertAttachment, &alert.DeleteAttachmentRequest{IdentifierType: alert.ALERTID, IdentifierValue: id, AttachmentId: attachment, User: ann})
}

func (r *run) savedSearches() {
	alerts := must(alert.NewClient(r.config))
	made := call(r, "alert.CreateSavedSearch", alerts.CreateSavedSearch, &alert.CreateSavedSearchRequest{
		Name: "go-search", Query: "status: open", Owner: alert.User{Username: ann}, Teams: []alert.Team{{Name: crew}},
	})
	call(r, "alert.UpdateSavedSearch", alerts.UpdateSavedSearch, &alert.UpdateSavedSearchRequest{
		IdentifierType: alert.ID, IdentifierValue: made.Id, NewName: "go-search-2", Query: "status: closed", Owner: alert.User{Username: ann},
	})
	got := call(r, "alert.GetSavedSearch", alerts.GetSavedSearch, &alert.GetSavedSearchRequest{IdentifierType: alert.NAME, IdentifierValue: "go-search-2"})
	r.equal("alert.GetSavedSearch: query", got.Query, "status: closed")
	call(r, "alert.List by search", alerts.List, &alert.ListAlertRequest{SearchIdentifier: "go-search-2", SearchIdentifierType: alert.NAME})
	// This method of the client decodes a list into one search; that it fails is not the service's doing.
	_, _ = alerts.ListSavedSearches(r.ctx, &alert.ListSavedSearchRequest{})
	call(r, "alert.DeleteSavedSearch", alerts.DeleteSavedSearch, &alert.DeleteSavedSearchRequest{IdentifierType: alert.ID, IdentifierValue: made.Id})
}
