package main

import (
	"time"

	"github.com/opsgenie/opsgenie-go-sdk-v2/alert"
	"github.com/opsgenie/opsgenie-go-sdk-v2/incident"
	"github.com/opsgenie/opsgenie-go-sdk-v2/og"
	"github.com/opsgenie/opsgenie-go-sdk-v2/service"
)

func (r *run) incidents() {
	r.group("services", "/v1/services", func() {
		services := must(service.NewClient(r.config))
		made := call(r, "service.Create", services.Create, &service.CreateRequest{
			Name: "go-service", TeamId: r.teamID(), Description: "Go", Visibility: service.OpsgenieUsers, Tags: []string{"go"},
		})
		id := made.Id
		call(r, "service.Update", services.Update, &service.UpdateRequest{Id: id, Name: "go-service-2"})
		got := call(r, "service.Get", services.Get, &service.GetRequest{Id: id})
		r.equal("service.Get: name", got.Service.Name, "go-service-2")
		all := call(r, "service.List", services.List, &service.ListRequest{Limit: 10})
		r.equal("service.List: number", len(all.Services), 1)
		r.serviceRules(services, id)
		r.incidentTemplates(id)
		r.lifeOfAnIncident(id)
		call(r, "service.Delete", services.Delete, &service.DeleteRequest{Id: id})
	})
}

func properties() service.IncidentProperties {
	return service.IncidentProperties{
		Message: "Something is wrong", Tags: []string{"go"}, Details: map[string]string{"by": "go"}, Description: "Go", Priority: alert.P2,
		StakeholderProperties: service.StakeholderProperties{Enable: no(), Message: "We are on it", Description: "Go"},
	}
}

func (r *run) serviceRules(services *service.Client, id string) {
	conditions := []og.Condition{{Field: og.Message, Operation: og.Contains, ExpectedValue: "disk", IsNot: no()}}
	rule := call(r, "service.CreateIncidentRule", services.CreateIncidentRule, &service.CreateIncidentRuleRequest{
		ServiceId: id, Conditions: conditions, ConditionMatchType: og.MatchAnyCondition, IncidentProperties: properties(),
	})
	call(r, "service.UpdateIncidentRule", services.UpdateIncidentRule, &service.UpdateIncidentRuleRequest{
		ServiceId: id, IncidentRuleId: rule.Id, Conditions: conditions, ConditionMatchType: og.MatchAllConditions, IncidentProperties: properties(),
	})
	rules := call(r, "service.GetIncidentRules", services.GetIncidentRules, &service.GetIncidentRulesRequest{ServiceId: id})
	r.equal("service.GetIncidentRules: number", len(rules.IncidentRule), 1)
	call(r, "service.DeleteIncidentRule", services.DeleteIncidentRule, &service.DeleteIncidentRuleRequest{ServiceId: id, IncidentRuleId: rule.Id})

	template := call(r, "service.CreateIncidentTemplate", services.CreateIncidentTemplate, &service.CreateIncidentTemplateRequest{
		ServiceId: id, IncidentTemplate: service.IncidentTemplateRequest{Name: "go-template", IncidentProperties: properties()},
	})
	call(r, "service.UpdateIncidentTemplate", services.UpdateIncidentTemplate, &service.UpdateIncidentTemplateRequest{
		ServiceId: id, IncidentTemplateId: template.Id, Name: "go-template-2", IncidentProperties: properties(),
	})
	call(r, "service.GetIncidentTemplates", services.GetIncidentTemplates, &service.GetIncidentTemplatesRequest{ServiceId: id})
	call(r, "service.DeleteIncidentTemplate", services.DeleteIncidentTemplate, &service.DeleteIncidentTemplateRequest{ServiceId: id, IncidentTemplateId: template.Id})

	call(r, "service.UpdateAudienceTemplate", services.UpdateAudienceTemplate, &service.UpdateAudienceTemplateRequest{
		ServiceId: id, Responder: service.ResponderOfAudience{Teams: []string{r.teamID()}},
		Stakeholder: service.StakeholderOfAudience{ConditionMatchType: og.MatchAllConditions, Conditions: []service.ConditionOfStakeholder{
			{MatchField: service.Country, Value: "Germany"},
		}},
	})
	got := call(r, "service.GetAudienceTemplate", services.GetAudienceTemplate, &service.GetAudienceTemplateRequest{ServiceId: id})
	r.equal("service.GetAudienceTemplate: teams", len(got.Responder.Teams), 1)
}

func (r *run) incidentTemplates(id string) {
	incidents := must(incident.NewClient(r.config))
	words := incident.StakeholderProperties{Enable: yes(), Message: "We are on it", Description: "Go"}
	made := call(r, "incident.CreateIncidentTemplate", incidents.CreateIncidentTemplate, &incident.CreateIncidentTemplateRequest{
		Name: "go-template", Message: "Down", Description: "Go", Priority: incident.P1, ImpactedServices: []string{id}, StakeholderProperties: words,
	})
	call(r, "incident.UpdateIncidentTemplate", incidents.UpdateIncidentTemplate, &incident.UpdateIncidentTemplateRequest{
		IncidentTemplateId: made.IncidentTemplateId, Name: "go-template-2", Message: "Down", Priority: incident.P2, StakeholderProperties: words,
	})
	all := call(r, "incident.GetIncidentTemplate", incidents.GetIncidentTemplate, &incident.GetIncidentTemplateRequest{Limit: 10, Order: incident.Asc})
	r.equal("incident.GetIncidentTemplate: number", len(all.IncidentTemplates["incidentTemplates"]), 1)
	call(r, "incident.DeleteIncidentTemplate", incidents.DeleteIncidentTemplate, &incident.DeleteIncidentTemplateRequest{IncidentTemplateId: made.IncidentTemplateId})
}

// carriedOut waits until the request has been applied: the client does not wait by itself for requests about incidents.
func (r *run) carriedOut(name string, incidents *incident.Client, asked *incident.AsyncResult) *incident.RequestStatusResult {
	for {
		status, err := incidents.GetRequestStatus(r.ctx, &incident.RequestStatusRequest{Id: asked.RequestId})
		if err == nil && status.Action != "" {
			r.equal(name+": success", status.IsSuccess, true)
			return status
		}
		select {
		case <-r.ctx.Done():
			panic(err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (r *run) lifeOfAnIncident(serviceID string) {
	incidents := must(incident.NewClient(r.config))
	asked := call(r, "incident.Create", incidents.Create, &incident.CreateRequest{
		Message: "Go incident", Description: "Go", Responders: []incident.Responder{{Type: incident.Team, Name: crew}}, Tags: []string{"one"},
		Details: map[string]string{"region": "eu"}, Priority: incident.P2, Note: "Hello", ServiceId: serviceID,
		StatusPageEntity: &incident.StatusPageEntity{Title: "Down", Description: "Go"}, NotifyStakeholders: no(),
	})
	id := r.carriedOut("incident.Create", incidents, asked).IncidentId

	did := func(name string, asked *incident.AsyncResult) { r.carriedOut(name, incidents, asked) }
	did("incident.AddNote", call(r, "incident.AddNote", incidents.AddNote, &incident.AddNoteRequest{Id: id, Identifier: incident.Id, Note: "Looking"}))
	did("incident.AddResponder", call(r, "incident.AddResponder", incidents.AddResponder, &incident.AddResponderRequest{
		Id: id, Identifier: incident.Id, Responders: []incident.Responder{{Type: incident.User, Username: ben}},
	}))
	did("incident.AddTags", call(r, "incident.AddTags", incidents.AddTags, &incident.AddTagsRequest{Id: id, Identifier: incident.Id, Tags: []string{"two", "three"}}))
	did("incident.RemoveTags", call(r, "incident.RemoveTags", incidents.RemoveTags, &incident.RemoveTagsRequest{Id: id, Identifier: incident.Id, Tags: []string{"two"}}))
	did("incident.AddDetails", call(r, "incident.AddDetails", incidents.AddDetails, &incident.AddDetailsRequest{Id: id, Identifier: incident.Id, Details: map[string]string{"zone": "a"}}))
	did("incident.RemoveDetails", call(r, "incident.RemoveDetails", incidents.RemoveDetails, &incident.RemoveDetailsRequest{Id: id, Identifier: incident.Id, Keys: []string{"region"}}))
	did("incident.UpdatePriority", call(r, "incident.UpdatePriority", incidents.UpdatePriority, &incident.UpdatePriorityRequest{Id: id, Identifier: incident.Id, Priority: incident.P1}))
	did("incident.UpdateMessage", call(r, "incident.UpdateMessage", incidents.UpdateMessage, &incident.UpdateMessageRequest{Id: id, Identifier: incident.Id, Message: "Changed"}))
	did("incident.UpdateDescription", call(r, "incident.UpdateDescription", incidents.UpdateDescription, &incident.UpdateDescriptionRequest{Id: id, Identifier: incident.Id, Description: "Changed"}))

	got := call(r, "incident.Get", incidents.Get, &incident.GetRequest{Id: id, Identifier: incident.Id})
	r.equal("incident.Get: message", got.Message, "Changed")
	r.equal("incident.Get: tags", got.Tags, []string{"one", "three"})
	r.equal("incident.Get: extraProperties", got.ExtraProperties, map[string]string{"zone": "a"})
	r.equal("incident.Get: priority", got.Priority, incident.P1)
	found := call(r, "incident.List", incidents.List, &incident.ListRequest{Query: "status: open", Limit: 10, Sort: incident.CreatedAt, Order: incident.Desc})
	r.equal("incident.List: number", len(found.Incidents), 1)
	logs := call(r, "incident.ListLogs", incidents.ListLogs, &incident.ListLogsRequest{Id: id, Identifier: incident.Id, Limit: 10, Order: incident.Asc})
	r.holds("incident.ListLogs has some", len(logs.Logs) > 0)
	notes := call(r, "incident.ListNotes", incidents.ListNotes, &incident.ListNotesRequest{Id: id, Identifier: incident.Id, Limit: 10, Order: incident.Desc})
	r.holds("incident.ListNotes has the note", len(notes.Notes) > 0)
	call(r, "incident.GetResponderAlerts", incidents.GetResponderAlerts, &incident.GetResponderAlertsRequest{Id: id, Identifier: incident.Id})

	did("incident.Resolve", call(r, "incident.Resolve", incidents.Resolve, &incident.ResolveRequest{Id: id, Identifier: incident.Id, Note: "Done"}))
	did("incident.Close", call(r, "incident.Close", incidents.Close, &incident.CloseRequest{Id: id, Identifier: incident.Id, Note: "Done"}))
	did("incident.Delete", call(r, "incident.Delete", incidents.Delete, &incident.DeleteRequest{Id: id, Identifier: incident.Id}))
}
