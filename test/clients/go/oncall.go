package main

import (
	"os"
	"time"

	"github.com/opsgenie/opsgenie-go-sdk-v2/escalation"
	"github.com/opsgenie/opsgenie-go-sdk-v2/og"
	"github.com/opsgenie/opsgenie-go-sdk-v2/schedule"
	"github.com/opsgenie/opsgenie-go-sdk-v2/team"
)

const (
	roster = "go-schedule"
	ladder = "go-escalation"
)

func (r *run) onCall() {
	r.group("schedules", "/v2/schedules", r.schedules)
	r.group("overrides", "/v2/schedules/{identifier}/overrides", r.overrides)
	r.group("who is on call", "/v2/schedules/{identifier}/on-calls", r.whoIsOnCall)
	r.group("escalations", "/v2/escalations", r.escalations)
	r.group("routing rules", "/v2/teams/{identifier}/routing-rules", r.routingRules)
}

func person(username string) og.Participant { return og.Participant{Type: og.User, Username: username} }

func (r *run) schedules() {
	schedules := must(schedule.NewClient(r.config))
	start := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	made := call(r, "schedule.Create", schedules.Create, &schedule.CreateRequest{
		Name: roster, Timezone: "Europe/Berlin", Enabled: yes(), OwnerTeam: &og.OwnerTeam{Name: crew},
		Rotations: []og.Rotation{{
			Name: "Weekly", StartDate: moment(start), Type: og.Weekly, Length: 1,
			Participants: []og.Participant{person(ann), person(ben)},
		}},
	})
	r.holds("schedule.Create gives an id", made.Id != "")
	call(r, "schedule.Update", schedules.Update, &schedule.UpdateRequest{IdentifierType: schedule.Name, IdentifierValue: roster, Description: "Changed"})
	got := call(r, "schedule.Get", schedules.Get, &schedule.GetRequest{IdentifierType: schedule.Id, IdentifierValue: made.Id})
	r.equal("schedule.Get: description", got.Schedule.Description, "Changed")
	r.equal("schedule.Get: rotations", len(got.Schedule.Rotations), 1)
	all := call(r, "schedule.List", schedules.List, &schedule.ListRequest{Expand: yes()})
	r.holds("schedule.List has it", len(all.Schedule) > 0)
	line := call(r, "schedule.GetTimeline", schedules.GetTimeline, &schedule.GetTimelineRequest{
		IdentifierType: schedule.Name, IdentifierValue: roster, Interval: 2, IntervalUnit: schedule.Weeks,
		Expands: []schedule.ExpandType{schedule.Base, schedule.Override, schedule.Forwarding}, Date: moment(start),
	})
	r.holds("schedule.GetTimeline has periods", len(line.FinalTimeline.Rotations) > 0 && len(line.FinalTimeline.Rotations[0].Periods) > 0)

	day := &schedule.CreateRotationRequest{
		ScheduleIdentifierType: schedule.Name, ScheduleIdentifierValue: roster,
		Rotation: &og.Rotation{
			Name: "Day", StartDate: moment(start), EndDate: moment(start.AddDate(1, 0, 0)), Type: og.Daily, Length: 2,
			Participants: []og.Participant{person(ben)},
			TimeRestriction: &og.TimeRestriction{Type: og.WeekdayAndTimeOfDay, RestrictionList: []og.Restriction{
				{StartDay: og.Monday, StartHour: number(8), StartMin: number(0), EndDay: og.Friday, EndHour: number(18), EndMin: number(0)},
			}},
		},
	}
	rotation := call(r, "schedule.CreateRotation", schedules.CreateRotation, day)
	call(r, "schedule.UpdateRotation", schedules.UpdateRotation, &schedule.UpdateRotationRequest{
		ScheduleIdentifierType: schedule.Name, ScheduleIdentifierValue: roster, RotationId: rotation.Id,
		Rotation: &og.Rotation{Name: "Days", Participants: []og.Participant{person(ben), person(ann)}},
	})
	one := call(r, "schedule.GetRotation", schedules.GetRotation, &schedule.GetRotationRequest{
		ScheduleIdentifierType: schedule.Name, ScheduleIdentifierValue: roster, RotationId: rotation.Id,
	})
	r.equal("schedule.GetRotation: name", one.Rotation.Name, "Days")
	r.equal("schedule.GetRotation: participants", len(one.Rotation.Participants), 2)
	rotations := call(r, "schedule.ListRotations", schedules.ListRotations, &schedule.ListRotationsRequest{ScheduleIdentifierType: schedule.Name, ScheduleIdentifierValue: roster})
	r.equal("schedule.ListRotations: number", len(rotations.Rotations), 2)
	call(r, "schedule.DeleteRotation", schedules.DeleteRotation, &schedule.DeleteRotationRequest{
		ScheduleIdentifierType: schedule.Name, ScheduleIdentifierValue: roster, RotationId: rotation.Id,
	})
}

func (r *run) overrides() {
	schedules := must(schedule.NewClient(r.config))
	start := time.Now().Add(time.Hour).UTC().Truncate(time.Minute)
	override := &schedule.CreateScheduleOverrideRequest{
		Alias: "go-override", User: schedule.Responder{Type: schedule.UserResponderType, Username: ben},
		StartDate: start, EndDate: start.Add(time.Hour), ScheduleIdentifierType: schedule.Name, ScheduleIdentifier: roster,
	}
	made := call(r, "schedule.CreateScheduleOverride", schedules.CreateScheduleOverride, override)
	r.equal("schedule.CreateScheduleOverride: alias", made.Alias, "go-override")
	call(r, "schedule.UpdateScheduleOverride", schedules.UpdateScheduleOverride, &schedule.UpdateScheduleOverrideRequest{
		Alias: "go-override", User: override.User, StartDate: start, EndDate: start.Add(2 * time.Hour),
		ScheduleIdentifierType: schedule.Name, ScheduleIdentifier: roster,
	})
	got := call(r, "schedule.GetScheduleOverride", schedules.GetScheduleOverride, &schedule.GetScheduleOverrideRequest{
		Alias: "go-override", ScheduleIdentifierType: schedule.Name, ScheduleIdentifier: roster,
	})
	r.holds("schedule.GetScheduleOverride: end", got.EndDate.Equal(start.Add(2*time.Hour)))
	all := call(r, "schedule.ListScheduleOverride", schedules.ListScheduleOverride, &schedule.ListScheduleOverrideRequest{ScheduleIdentifierType: schedule.Name, ScheduleIdentifier: roster})
	r.equal("schedule.ListScheduleOverride: number", len(all.ScheduleOverride), 1)
	call(r, "schedule.DeleteScheduleOverride", schedules.DeleteScheduleOverride, &schedule.DeleteScheduleOverrideRequest{
		Alias: "go-override", ScheduleIdentifierType: schedule.Name, ScheduleIdentifier: roster,
	})
}

func (r *run) whoIsOnCall() {
	schedules := must(schedule.NewClient(r.config))
	flat := call(r, "schedule.GetOnCalls flat", schedules.GetOnCalls, &schedule.GetOnCallsRequest{Flat: yes(), ScheduleIdentifierType: schedule.Name, ScheduleIdentifier: roster})
	r.equal("schedule.GetOnCalls flat: number", len(flat.OnCallRecipients), 1)
	tree := call(r, "schedule.GetOnCalls", schedules.GetOnCalls, &schedule.GetOnCallsRequest{
		Flat: no(), Date: moment(time.Date(2026, 1, 6, 12, 0, 0, 0, time.UTC)), ScheduleIdentifierType: schedule.Name, ScheduleIdentifier: roster,
	})
	r.holds("schedule.GetOnCalls: Ann has the first week", len(tree.OnCallParticipants) == 1 && tree.OnCallParticipants[0].Name == ann)
	next := call(r, "schedule.GetNextOnCall flat", schedules.GetNextOnCall, &schedule.GetNextOnCallsRequest{Flat: yes(), ScheduleIdentifierType: schedule.Name, ScheduleIdentifier: roster})
	r.holds("schedule.GetNextOnCall flat has somebody", len(next.NextOncallParticipants)+len(next.ExactNextOnCallParticipants) > 0)
	call(r, "schedule.GetNextOnCall", schedules.GetNextOnCall, &schedule.GetNextOnCallsRequest{Flat: no(), ScheduleIdentifierType: schedule.Name, ScheduleIdentifier: roster})

	folder := must(os.MkdirTemp("", "tocsin-ics"))
	defer os.RemoveAll(folder)
	calendar := call(r, "schedule.ExportSchedule", schedules.ExportSchedule, &schedule.ExportScheduleRequest{
		IdentifierType: schedule.Name, IdentifierValue: roster, ExportedFilePath: folder,
	})
	r.holds("schedule.ExportSchedule writes a file", calendar != nil)
	call(r, "schedule.ExportOnCallUser", schedules.ExportOnCallUser, &schedule.ExportOnCallUserRequest{UserIdentifier: ann, ExportedFilePath: folder})
}

func (r *run) escalations() {
	escalations := must(escalation.NewClient(r.config))
	rules := []escalation.RuleRequest{
		{Condition: og.IfNotAcked, NotifyType: og.Default, Recipient: og.Participant{Type: og.Schedule, Name: roster}},
		{Condition: og.IfNotClosed, NotifyType: og.Default, Recipient: person(ben), Delay: escalation.EscalationDelayRequest{TimeAmount: 5}},
	}
	call(r, "escalation.Create", escalations.Create, &escalation.CreateRequest{
		Name: ladder, Rules: rules, OwnerTeam: &og.OwnerTeam{Name: crew},
		Repeat: &escalation.RepeatRequest{WaitInterval: 10, Count: 2, ResetRecipientStates: yes(), CloseAlertAfterAll: no()},
	})
	call(r, "escalation.Update", escalations.Update, &escalation.UpdateRequest{IdentifierType: escalation.Name, Identifier: ladder, Description: "Changed", Rules: rules[:1]})
	got := call(r, "escalation.Get", escalations.Get, &escalation.GetRequest{IdentifierType: escalation.Name, Identifier: ladder})
	r.equal("escalation.Get: rules", len(got.Rules), 1)
	r.equal("escalation.Get: repeat", got.Repeat.Count, uint32(2))
	all := list(r, "escalation.List", escalations.List)
	r.holds("escalation.List has it", len(all.Escalations) > 0)
}

func (r *run) routingRules() {
	teams := must(team.NewClient(r.config))
	made := call(r, "team.CreateRoutingRule", teams.CreateRoutingRule, &team.CreateRoutingRuleRequest{
		TeamIdentifierType: team.Name, TeamIdentifierValue: crew, Name: "go-rule", Order: order(0), Timezone: "Europe/Berlin",
		Criteria: &og.Criteria{CriteriaType: og.MatchAnyCondition, Conditions: []og.Condition{
			{Field: og.Priority, Operation: og.LessThan, ExpectedValue: "P2"},
		}},
		Notify: &team.Notify{Type: team.EscalationNotifyType, Name: ladder},
	})
	call(r, "team.UpdateRoutingRule", teams.UpdateRoutingRule, &team.UpdateRoutingRuleRequest{
		TeamIdentifierType: team.Name, TeamIdentifierValue: crew, RoutingRuleId: made.Id, Name: "go-rule-2", Notify: &team.Notify{Type: team.None},
	})
	got := call(r, "team.GetRoutingRule", teams.GetRoutingRule, &team.GetRoutingRuleRequest{TeamIdentifierType: team.Name, TeamIdentifierValue: crew, RoutingRuleId: made.Id})
	r.equal("team.GetRoutingRule: name", got.Name, "go-rule-2")
	all := call(r, "team.ListRoutingRules", teams.ListRoutingRules, &team.ListRoutingRulesRequest{TeamIdentifierType: team.Name, TeamIdentifierValue: crew})
	r.equal("team.ListRoutingRules: number", len(all.RoutingRules), 2)
	call(r, "team.ChangeRoutingRuleOrder", teams.ChangeRoutingRuleOrder, &team.ChangeRoutingRuleOrderRequest{
		TeamIdentifierType: team.Name, TeamIdentifierValue: crew, RoutingRuleId: made.Id, Order: order(0),
	})
	call(r, "team.DeleteRoutingRule", teams.DeleteRoutingRule, &team.DeleteRoutingRuleRequest{TeamIdentifierType: team.Name, TeamIdentifierValue: crew, RoutingRuleId: made.Id})
}

// cleared takes schedule and escalation away again.
func (r *run) cleared() {
	escalations := must(escalation.NewClient(r.config))
	schedules := must(schedule.NewClient(r.config))
	call(r, "escalation.Delete", escalations.Delete, &escalation.DeleteRequest{IdentifierType: escalation.Name, Identifier: ladder})
	call(r, "schedule.Delete", schedules.Delete, &schedule.DeleteRequest{IdentifierType: schedule.Name, IdentifierValue: roster})
}
