package main

import (
	"time"

	"github.com/opsgenie/opsgenie-go-sdk-v2/contact"
	"github.com/opsgenie/opsgenie-go-sdk-v2/custom_user_role"
	"github.com/opsgenie/opsgenie-go-sdk-v2/forwarding_rule"
	"github.com/opsgenie/opsgenie-go-sdk-v2/notification"
	"github.com/opsgenie/opsgenie-go-sdk-v2/og"
	"github.com/opsgenie/opsgenie-go-sdk-v2/team"
	"github.com/opsgenie/opsgenie-go-sdk-v2/user"
)

const (
	ann  = "go-ann@example.com"
	ben  = "go-ben@example.com"
	crew = "go-crew"
)

func (r *run) people() {
	users := must(user.NewClient(r.config))
	r.group("users", "/v2/users", func() {
		for _, username := range []string{ann, ben} {
			made := call(r, "user.Create", users.Create, &user.CreateRequest{
				Username: username, FullName: "Go " + username, Role: &user.UserRoleRequest{RoleName: "User"},
				TimeZone: "Europe/Berlin", Locale: "en_US", Tags: []string{"go"},
				Details:            map[string][]string{"floor": {"3"}},
				UserAddressRequest: &user.UserAddressRequest{Country: "Germany", City: "Berlin"},
			})
			r.holds("user.Create gives an id", made.Id != "")
		}
		call(r, "user.Update", users.Update, &user.UpdateRequest{Identifier: ann, FullName: "Ann Go"})
		got := call(r, "user.Get", users.Get, &user.GetRequest{Identifier: ann, Expand: "contact"})
		r.equal("user.Get: full name", got.FullName, "Ann Go")
		r.equal("user.Get: details", got.Details, map[string][]string{"floor": {"3"}})
		r.equal("user.Get: role", got.Role.RoleName, "User")
		all := call(r, "user.List", users.List, &user.ListRequest{Limit: 100, Sort: user.Username, Order: user.Asc})
		r.holds("user.List has both", len(all.Users) >= 2)
	})
	r.group("contacts", "/v2/users/{identifier}/contacts", r.contacts)
	r.group("notification rules", "/v2/users/{identifier}/notification-rules", r.notificationRules)
	r.group("teams", "/v2/teams", r.teams)
	r.group("what is a user's", "/v2/users/{identifier}/teams", func() {
		teams := call(r, "user.ListUserTeams", users.ListUserTeams, &user.ListUserTeamsRequest{Identifier: ann})
		r.equal("user.ListUserTeams: number", len(teams.Teams), 1)
		call(r, "user.ListUserEscalations", users.ListUserEscalations, &user.ListUserEscalationsRequest{Identifier: ann})
		call(r, "user.ListUserSchedules", users.ListUserSchedules, &user.ListUserSchedulesRequest{Identifier: ann})
	})
	r.group("team roles", "/v2/teams/{identifier}/roles", r.teamRoles)
	r.group("forwarding rules", "/v2/forwarding-rules", r.forwardingRules)
	r.group("saved searches of users", "/v2/users/saved-searches", func() {
		call(r, "user.ListSavedSearches", users.ListSavedSearches, &user.ListSavedSearchesRequest{})
	})
	r.group("roles", "/v2/roles", r.roles)
}

func (r *run) contacts() {
	contacts := must(contact.NewClient(r.config))
	made := call(r, "contact.Create", contacts.Create, &contact.CreateRequest{UserIdentifier: ann, MethodOfContact: contact.Sms, To: "1-2025550123"})
	one := made.Id
	call(r, "contact.Update", contacts.Update, &contact.UpdateRequest{UserIdentifier: ann, ContactIdentifier: one, To: "1-2025550124"})
	call(r, "contact.Disable", contacts.Disable, &contact.DisableRequest{UserIdentifier: ann, ContactIdentifier: one})
	got := call(r, "contact.Get", contacts.Get, &contact.GetRequest{UserIdentifier: ann, ContactIdentifier: one})
	r.equal("contact.Get: to", got.To, "1-2025550124")
	r.equal("contact.Get: enabled", got.Status.Enabled, false)
	call(r, "contact.Enable", contacts.Enable, &contact.EnableRequest{UserIdentifier: ann, ContactIdentifier: one})
	all := call(r, "contact.List", contacts.List, &contact.ListRequest{UserIdentifier: ann})
	r.equal("contact.List: number", len(all.Contact), 2)
	gone := call(r, "contact.Create", contacts.Create, &contact.CreateRequest{UserIdentifier: ann, MethodOfContact: contact.Voice, To: "1-2025550125"})
	call(r, "contact.Delete", contacts.Delete, &contact.DeleteRequest{UserIdentifier: ann, ContactIdentifier: gone.Id})
}

func (r *run) notificationRules() {
	rules := must(notification.NewClient(r.config))
	step := &og.Step{
		Contact:   og.Contact{To: ann, MethodOfContact: og.Email},
		SendAfter: &og.SendAfter{TimeAmount: 1, TimeUnit: "minutes"},
		Enabled:   yes(),
	}
	made := call(r, "notification.CreateRule", rules.CreateRule, &notification.CreateRuleRequest{
		UserIdentifier: ann, Name: "Go rule", ActionType: notification.CreateAlert, Enabled: yes(),
		Criteria: &og.Criteria{CriteriaType: og.MatchAllConditions, Conditions: []og.Condition{
			{Field: og.Message, Operation: og.Contains, ExpectedValue: "disk"},
		}},
		TimeRestriction: &og.TimeRestriction{Type: og.TimeOfDay, Restriction: og.Restriction{
			StartHour: number(8), StartMin: number(0), EndHour: number(18), EndMin: number(30),
		}},
		Steps:  []*og.Step{step},
		Repeat: &notification.Repeat{LoopAfter: 10, Enabled: yes()},
	})
	rule := made.SimpleNotificationRule.Id
	call(r, "notification.UpdateRule", rules.UpdateRule, &notification.UpdateRuleRequest{UserIdentifier: ann, RuleId: rule, Enabled: no(), Steps: []*og.Step{step}})
	call(r, "notification.EnableRule", rules.EnableRule, &notification.EnableRuleRequest{UserIdentifier: ann, RuleId: rule})
	call(r, "notification.DisableRule", rules.DisableRule, &notification.DisableRuleRequest{UserIdentifier: ann, RuleId: rule})
	got := call(r, "notification.GetRule", rules.GetRule, &notification.GetRuleRequest{UserIdentifier: ann, RuleId: rule})
	r.equal("notification.GetRule: steps", len(got.Steps), 1)
	call(r, "notification.ListRule", rules.ListRule, &notification.ListRuleRequest{UserIdentifier: ann})

	added := call(r, "notification.CreateRuleStep", rules.CreateRuleStep, &notification.CreateRuleStepRequest{
		UserIdentifier: ann, RuleId: rule, Enabled: yes(),
		Contact:   og.Contact{To: "1-2025550124", MethodOfContact: og.Sms},
		SendAfter: &og.SendAfter{TimeAmount: 5, TimeUnit: "minutes"},
	})
	id := added.Id
	call(r, "notification.UpdateRuleStep", rules.UpdateRuleStep, &notification.UpdateRuleStepRequest{
		UserIdentifier: ann, RuleId: rule, RuleStepId: id, SendAfter: &og.SendAfter{TimeAmount: 7, TimeUnit: "minutes"},
		Contact: &og.Contact{To: "1-2025550124", MethodOfContact: og.Sms},
	})
	call(r, "notification.DisableRuleStep", rules.DisableRuleStep, &notification.DisableRuleStepRequest{UserIdentifier: ann, RuleId: rule, RuleStepId: id})
	call(r, "notification.EnableRuleStep", rules.EnableRuleStep, &notification.EnableRuleStepRequest{UserIdentifier: ann, RuleId: rule, RuleStepId: id})
	one := call(r, "notification.GetRuleStep", rules.GetRuleStep, &notification.GetRuleStepRequest{UserIdentifier: ann, RuleId: rule, RuleStepId: id})
	r.equal("notification.GetRuleStep: sendAfter", one.RuleStep.SendAfter.TimeAmount, uint32(7))
	steps := call(r, "notification.ListRuleStep", rules.ListRuleStep, &notification.ListRuleStepsRequest{UserIdentifier: ann, RuleId: rule})
	r.equal("notification.ListRuleStep: number", len(steps.RuleSteps), 2)
	call(r, "notification.DeleteRuleStep", rules.DeleteRuleStep, &notification.DeleteRuleStepRequest{UserIdentifier: ann, RuleId: rule, RuleStepId: id})
	call(r, "notification.CopyRule", rules.CopyRule, &notification.CopyNotificationRulesRequest{
		UserIdentifier: ann, ToUsers: []string{ben}, RuleTypes: []notification.RuleTypes{notification.NewAlertRule},
	})
	call(r, "notification.DeleteRule", rules.DeleteRule, &notification.DeleteRuleRequest{UserIdentifier: ann, RuleId: rule})
}

func (r *run) teams() {
	teams := must(team.NewClient(r.config))
	made := call(r, "team.Create", teams.Create, &team.CreateTeamRequest{
		Name: crew, Description: "Made by the Go client", Members: []team.Member{{User: team.User{Username: ann}, Role: "admin"}},
	})
	call(r, "team.Update", teams.Update, &team.UpdateTeamRequest{Id: made.Id, Name: crew, Description: "Changed"})
	call(r, "team.AddMember", teams.AddMember, &team.AddTeamMemberRequest{
		TeamIdentifierType: team.Name, TeamIdentifierValue: crew, User: team.User{Username: ben}, Role: "user",
	})
	got := call(r, "team.Get", teams.Get, &team.GetTeamRequest{IdentifierType: team.Name, IdentifierValue: crew})
	r.equal("team.Get: description", got.Description, "Changed")
	r.equal("team.Get: members", len(got.Members), 2)
	call(r, "team.RemoveMember", teams.RemoveMember, &team.RemoveTeamMemberRequest{
		TeamIdentifierType: team.Name, TeamIdentifierValue: crew, MemberIdentifierType: team.Username, MemberIdentifierValue: ben,
	})
	all := call(r, "team.List", teams.List, &team.ListTeamRequest{})
	r.holds("team.List has it", len(all.Teams) > 0)
	if r.serves("/v2/teams/{identifier}/logs") {
		call(r, "team.ListTeamLogs", teams.ListTeamLogs, &team.ListTeamLogsRequest{IdentifierType: team.Name, IdentifierValue: crew, Limit: 10})
	}
}

func (r *run) teamRoles() {
	teams := must(team.NewClient(r.config))
	made := call(r, "team.CreateRole", teams.CreateRole, &team.CreateTeamRoleRequest{
		TeamIdentifierType: team.Name, TeamIdentifierValue: crew, Name: "go-role",
		Rights: []team.Right{{Right: "manage-members", Granted: yes()}},
	})
	call(r, "team.UpdateRole", teams.UpdateRole, &team.UpdateTeamRoleRequest{
		TeamName: crew, RoleID: made.Id, Name: "go-role-2", Rights: []team.Right{{Right: "manage-members", Granted: no()}},
	})
	call(r, "team.GetRole", teams.GetRole, &team.GetTeamRoleRequest{TeamName: crew, RoleName: "go-role-2"})
	call(r, "team.ListRole", teams.ListRole, &team.ListTeamRoleRequest{TeamIdentifierType: team.Name, TeamIdentifierValue: crew})
	call(r, "team.DeleteRole", teams.DeleteRole, &team.DeleteTeamRoleRequest{TeamName: crew, RoleID: made.Id})
}

func (r *run) forwardingRules() {
	rules := must(forwarding_rule.NewClient(r.config))
	users := must(user.NewClient(r.config))
	from := time.Now().Add(time.Hour)
	request := &forwarding_rule.CreateRequest{
		FromUser: forwarding_rule.User{Username: ann}, ToUser: forwarding_rule.User{Username: ben},
		StartDate: from, EndDate: from.Add(24 * time.Hour), Alias: "go-forwarding",
	}
	call(r, "forwarding_rule.Create", rules.Create, request)
	call(r, "forwarding_rule.Update", rules.Update, &forwarding_rule.UpdateRequest{
		IdentifierType: forwarding_rule.Alias, IdentifierValue: "go-forwarding",
		FromUser: request.FromUser, ToUser: request.ToUser, StartDate: from, EndDate: from.Add(48 * time.Hour),
	})
	got := call(r, "forwarding_rule.Get", rules.Get, &forwarding_rule.GetRequest{IdentifierType: forwarding_rule.Alias, IdentifierValue: "go-forwarding"})
	r.equal("forwarding_rule.Get: from", got.ForwardingRule.FromUser.Username, ann)
	call(r, "forwarding_rule.List", rules.List, &forwarding_rule.ListRequest{})
	call(r, "user.ListUserForwardingRules", users.ListUserForwardingRules, &user.ListUserForwardingRulesRequest{Identifier: ann})
	call(r, "forwarding_rule.Delete", rules.Delete, &forwarding_rule.DeleteRequest{IdentifierType: forwarding_rule.Alias, IdentifierValue: "go-forwarding"})
}

func (r *run) roles() {
	roles := must(custom_user_role.NewClient(r.config))
	made := call(r, "custom_user_role.Create", roles.Create, &custom_user_role.CreateRequest{
		Name: "go-role", ExtendedRole: custom_user_role.ExtendedRoleObserver, GrantedRights: []string{"alert-view"},
	})
	call(r, "custom_user_role.Update", roles.Update, &custom_user_role.UpdateRequest{
		Identifier: made.Id, IdentifierType: custom_user_role.Id, Name: "go-role-2", ExtendedRole: custom_user_role.ExtendedRoleUser,
	})
	got := call(r, "custom_user_role.Get", roles.Get, &custom_user_role.GetRequest{Identifier: "go-role-2", IdentifierType: custom_user_role.Name})
	r.equal("custom_user_role.Get: name", got.Name, "go-role-2")
	call(r, "custom_user_role.List", roles.List, &custom_user_role.ListRequest{})
	call(r, "custom_user_role.Delete", roles.Delete, &custom_user_role.DeleteRequest{Identifier: made.Id, IdentifierType: custom_user_role.Id})
}

// removal takes away what the others stood on, which shows that nothing refers to it any more.
func (r *run) removal() {
	r.group("removal", "/v2/users", func() {
		teams := must(team.NewClient(r.config))
		users := must(user.NewClient(r.config))
		r.cleared()
		call(r, "team.Delete", teams.Delete, &team.DeleteTeamRequest{IdentifierType: team.Name, IdentifierValue: crew})
		for _, username := range []string{ann, ben} {
			call(r, "user.Delete", users.Delete, &user.DeleteRequest{Identifier: username})
		}
	})
}
