package main

import (
	"time"

	"github.com/opsgenie/opsgenie-go-sdk-v2/account"
	"github.com/opsgenie/opsgenie-go-sdk-v2/alert"
	"github.com/opsgenie/opsgenie-go-sdk-v2/deployment"
	"github.com/opsgenie/opsgenie-go-sdk-v2/heartbeat"
	"github.com/opsgenie/opsgenie-go-sdk-v2/integration"
	"github.com/opsgenie/opsgenie-go-sdk-v2/logs"
	"github.com/opsgenie/opsgenie-go-sdk-v2/maintenance"
	"github.com/opsgenie/opsgenie-go-sdk-v2/og"
	"github.com/opsgenie/opsgenie-go-sdk-v2/policy"
	"github.com/opsgenie/opsgenie-go-sdk-v2/team"
)

// teamID is the id of the team that the others belong to.
func (r *run) teamID() string {
	teams := must(team.NewClient(r.config))
	return call(r, "team.Get", teams.Get, &team.GetTeamRequest{IdentifierType: team.Name, IdentifierValue: crew}).Id
}

func disk() *og.Filter {
	return &og.Filter{ConditionMatchType: og.MatchAllConditions, Conditions: []og.Condition{
		{Field: og.Message, Operation: og.Contains, ExpectedValue: "disk", IsNot: no()},
	}}
}

func (r *run) policies() {
	r.group("alert policies", "/v2/policies", func() {
		policies := must(policy.NewClient(r.config))
		request := &policy.CreateAlertPolicyRequest{
			MainFields: policy.MainFields{PolicyType: "alert", Name: "go-alert-policy", Enabled: yes(), PolicyDescription: "Go", Filter: disk()},
			Message:    "{{message}}, seen", Continue: yes(), Tags: []string{"seen"}, Details: []string{}, Priority: alert.P3,
		}
		made := call(r, "policy.CreateAlertPolicy", policies.CreateAlertPolicy, request)
		call(r, "policy.UpdateAlertPolicy", policies.UpdateAlertPolicy, &policy.UpdateAlertPolicyRequest{
			Id: made.Id, MainFields: request.MainFields, Message: "{{message}}", Details: map[string]interface{}{"by": "policy"},
		})
		got := call(r, "policy.GetAlertPolicy", policies.GetAlertPolicy, &policy.GetAlertPolicyRequest{Id: made.Id})
		r.equal("policy.GetAlertPolicy: message", got.Message, "{{message}}")
		call(r, "policy.ListAlertPolicies", policies.ListAlertPolicies, &policy.ListAlertPoliciesRequest{})
		call(r, "policy.DisablePolicy", policies.DisablePolicy, &policy.DisablePolicyRequest{Id: made.Id, Type: policy.AlertPolicy})
		call(r, "policy.EnablePolicy", policies.EnablePolicy, &policy.EnablePolicyRequest{Id: made.Id, Type: policy.AlertPolicy})
		call(r, "policy.ChangeOrder", policies.ChangeOrder, &policy.ChangeOrderRequest{Id: made.Id, Type: policy.AlertPolicy, TargetIndex: 0})
		call(r, "policy.DeletePolicy", policies.DeletePolicy, &policy.DeletePolicyRequest{Id: made.Id, Type: policy.AlertPolicy})
	})
	r.group("notification policies", "/v2/policies/notification", func() {
		policies := must(policy.NewClient(r.config))
		id := r.teamID()
		request := &policy.CreateNotificationPolicyRequest{
			MainFields: policy.MainFields{PolicyType: "notification", Name: "go-notification-policy", Enabled: yes(), Filter: disk(), TeamId: id,
				TimeRestriction: &og.TimeRestriction{Type: og.TimeOfDay, Restriction: og.Restriction{
					StartHour: number(8), StartMin: number(0), EndHour: number(18), EndMin: number(0),
				}}},
			AutoCloseAction: &policy.AutoCloseAction{Duration: &policy.Duration{TimeAmount: 2, TimeUnit: og.Hours}},
			DelayAction:     &policy.DelayAction{DelayOption: policy.NextTime, UntilHour: order(9), UntilMinute: order(30)},
			Suppress:        no(),
		}
		made := call(r, "policy.CreateNotificationPolicy", policies.CreateNotificationPolicy, request)
		call(r, "policy.UpdateNotificationPolicy", policies.UpdateNotificationPolicy, &policy.UpdateNotificationPolicyRequest{
			Id: made.Id, MainFields: request.MainFields,
			DeDuplicationAction: &policy.DeDuplicationAction{DeDuplicationActionType: policy.FrequencyBased, Count: 3, Duration: &policy.Duration{TimeAmount: 5, TimeUnit: og.Minutes}},
		})
		got := call(r, "policy.GetNotificationPolicy", policies.GetNotificationPolicy, &policy.GetNotificationPolicyRequest{Id: made.Id, TeamId: id})
		r.equal("policy.GetNotificationPolicy: count", got.DeDuplicationAction.Count, 3)
		all := call(r, "policy.ListNotificationPolicies", policies.ListNotificationPolicies, &policy.ListNotificationPoliciesRequest{TeamId: id})
		r.equal("policy.ListNotificationPolicies: number", len(all.Policies), 1)
		call(r, "policy.DeletePolicy", policies.DeletePolicy, &policy.DeletePolicyRequest{Id: made.Id, TeamId: id, Type: policy.NotificationPolicy})
	})
}

func (r *run) integrations() {
	r.group("integrations", "/v2/integrations", func() {
		integrations := must(integration.NewClient(r.config))
		made := call(r, "integration.CreateApiBased", integrations.CreateApiBased, &integration.APIBasedIntegrationRequest{
			Name: "go-api", Type: "API", AllowWriteAccess: yes(), AllowConfigurationAccess: no(), OwnerTeam: &og.OwnerTeam{Name: crew},
			Responders: []integration.Responder{{Type: integration.Team, Name: crew}},
		})
		r.holds("integration.CreateApiBased gives a key", made.ApiKey != "")
		got := call(r, "integration.Get", integrations.Get, &integration.GetRequest{Id: made.Id})
		r.equal("integration.Get: name", got.Data["name"], any("go-api"))
		changed := integration.OtherFields(got.Data)
		for _, name := range got.Data["_readOnly"].([]any) {
			delete(changed, name.(string))
		}
		call(r, "integration.ForceUpdateAllFields", integrations.ForceUpdateAllFields, &integration.UpdateIntegrationRequest{
			Id: made.Id, Name: "go-api-2", Type: "API", Enabled: yes(), OtherFields: changed,
		})
		list(r, "integration.List", integrations.List)
		call(r, "integration.Disable", integrations.Disable, &integration.DisableIntegrationRequest{Id: made.Id})
		call(r, "integration.Enable", integrations.Enable, &integration.EnableIntegrationRequest{Id: made.Id})
		r.integrationActions(integrations, made.Id)

		mail := call(r, "integration.CreateEmailBased", integrations.CreateEmailBased, &integration.EmailBasedIntegrationRequest{Name: "go-mail", Type: "Email", EmailUsername: "go-mail"})
		hook := call(r, "integration.CreateWebhook", integrations.CreateWebhook, &integration.WebhookIntegrationRequest{
			Name: "go-hook", Type: "Webhook", WebhookUrl: "https://example.com/hook", AddAlertDescription: yes(), AddAlertDetails: yes(),
			Headers: map[string]string{"x-token": "secret"},
		})
		for _, id := range []string{made.Id, mail.Id, hook.Id} {
			call(r, "integration.Delete", integrations.Delete, &integration.DeleteIntegrationRequest{Id: id})
		}
	})
}

func (r *run) integrationActions(integrations *integration.Client, id string) {
	filter := &integration.Filter{ConditionMatchType: og.MatchAnyCondition, Conditions: []og.Condition{
		{Field: og.Message, Operation: og.Contains, ExpectedValue: "disk"},
	}}
	call(r, "integration.CreateActions", integrations.CreateActions, &integration.CreateIntegrationActionsRequest{
		Id: id, Type: integration.Create, Name: "open", Alias: "{{alias}}", Filter: filter, Message: "{{message}}", Tags: []string{"go"},
	})
	call(r, "integration.UpdateAllActions", integrations.UpdateAllActions, &integration.UpdateAllIntegrationActionsRequest{
		Id:     id,
		Create: []integration.IntegrationAction{{Type: integration.Create, Name: "open", Alias: "{{alias}}", Filter: filter, Message: "{{message}}"}},
		Close:  []integration.IntegrationAction{{Type: integration.Close, Name: "close", Alias: "{{alias}}", Filter: filter}},
	})
	got := call(r, "integration.GetActions", integrations.GetActions, &integration.GetIntegrationActionsRequest{Id: id})
	r.equal("integration.GetActions: close", len(got.Close), 1)
}

func (r *run) heartbeats() {
	r.group("heartbeats", "/v2/heartbeats", func() {
		heartbeats := must(heartbeat.NewClient(r.config))
		call(r, "heartbeat.Add", heartbeats.Add, &heartbeat.AddRequest{
			Name: "go-heartbeat", Description: "Go", Interval: 10, IntervalUnit: heartbeat.Minutes, Enabled: yes(),
			OwnerTeam: og.OwnerTeam{Name: crew}, AlertMessage: "Silence", AlertTag: []string{"go"}, AlertPriority: "P2",
		})
		call(r, "heartbeat.Update", heartbeats.Update, &heartbeat.UpdateRequest{Name: "go-heartbeat", Description: "Changed", Interval: 5, IntervalUnit: heartbeat.Hours, Enabled: yes()})
		call(r, "heartbeat.Ping", heartbeats.Ping, "go-heartbeat")
		got := call(r, "heartbeat.Get", heartbeats.Get, "go-heartbeat")
		r.equal("heartbeat.Get: interval", got.Heartbeat.Interval, 5)
		all := list(r, "heartbeat.List", heartbeats.List)
		r.equal("heartbeat.List: number", len(all.Heartbeats), 1)
		call(r, "heartbeat.Disable", heartbeats.Disable, "go-heartbeat")
		call(r, "heartbeat.Enable", heartbeats.Enable, "go-heartbeat")
		call(r, "heartbeat.Delete", heartbeats.Delete, "go-heartbeat")
	})
}

func (r *run) maintenance() {
	r.group("maintenance", "/v1/maintenance", func() {
		policies := must(policy.NewClient(r.config))
		affected := call(r, "policy.CreateAlertPolicy", policies.CreateAlertPolicy, &policy.CreateAlertPolicyRequest{
			MainFields: policy.MainFields{PolicyType: "alert", Name: "go-maintained", Enabled: yes(), Filter: disk()}, Message: "{{message}}",
		})
		windows := must(maintenance.NewClient(r.config))
		from := time.Now().Add(time.Hour)
		rules := []maintenance.Rule{{State: maintenance.Disabled, Entity: maintenance.Entity{Id: affected.Id, Type: maintenance.Policy}}}
		made := call(r, "maintenance.Create", windows.Create, &maintenance.CreateRequest{
			Description: "Go", Rules: rules, Time: maintenance.Time{Type: maintenance.Schedule, StartDate: moment(from), EndDate: moment(from.Add(time.Hour))},
		})
		call(r, "maintenance.Update", windows.Update, &maintenance.UpdateRequest{
			Id: made.Id, Description: "Changed", Rules: rules,
			Time: maintenance.Time{Type: maintenance.Schedule, StartDate: moment(from), EndDate: moment(from.Add(2 * time.Hour))},
		})
		got := call(r, "maintenance.Get", windows.Get, &maintenance.GetRequest{Id: made.Id})
		r.equal("maintenance.Get: description", got.Description, "Changed")
		call(r, "maintenance.List", windows.List, &maintenance.ListRequest{Type: maintenance.NonExpired})
		call(r, "maintenance.Cancel", windows.Cancel, &maintenance.CancelRequest{Id: made.Id})
		call(r, "maintenance.Delete", windows.Delete, &maintenance.DeleteRequest{Id: made.Id})

		active := call(r, "maintenance.Create", windows.Create, &maintenance.CreateRequest{Description: "Now", Rules: rules, Time: maintenance.Time{Type: maintenance.For1Hour}})
		call(r, "maintenance.ChangeEndDate", windows.ChangeEndDate, &maintenance.ChangeEndDateRequest{Id: active.Id, EndDate: moment(time.Now().Add(2 * time.Hour))})
		call(r, "maintenance.Cancel", windows.Cancel, &maintenance.CancelRequest{Id: active.Id})
		call(r, "maintenance.Delete", windows.Delete, &maintenance.DeleteRequest{Id: active.Id})
		call(r, "policy.DeletePolicy", policies.DeletePolicy, &policy.DeletePolicyRequest{Id: affected.Id, Type: policy.AlertPolicy})
	})
}

func (r *run) deployments() {
	r.group("deployments", "/v2/deployments", func() {
		deployments := must(deployment.NewClient(r.config))
		asked := call(r, "deployment.Create", deployments.Create, &deployment.CreateDeploymentRequest{
			State: deployment.Started, Environment: &deployment.Environment{Type: deployment.Production, Id: "prod", DisplayName: "Production"},
			StartedAt: time.Now(), Message: "Release", Description: "Go",
			Releases: []deployment.Release{&deployment.BBCRelease{
				Type: deployment.BitbucketCloud, Commit: deployment.Commit{Sha: "0123456789abcdef0123456789abcdef01234567"},
				Repository: deployment.Repository{RepoSlug: "repo", Workspace: deployment.Workspace{Identifier: "workspace", Type: "name"}},
			}},
		})
		status, err := asked.RetrieveStatus(r.ctx)
		if err != nil {
			r.failed("deployment.RetrieveStatus", err)
		}
		call(r, "deployment.UpdateState", deployments.UpdateState, &deployment.UpdateDeploymentStateRequest{
			IdentifierType: deployment.DEPLOYMENT_ID, IdentifierValue: status.DeploymentId, State: deployment.Successful, CompletedAt: time.Now(),
		})
		got := call(r, "deployment.Get", deployments.Get, &deployment.GetDeploymentRequest{IdentifierType: deployment.DEPLOYMENT_ID, IdentifierValue: status.DeploymentId})
		r.equal("deployment.Get: state", got.State, "successful")
	})
}

func (r *run) account() {
	r.group("account", "/v2/account", func() {
		accounts := must(account.NewClient(r.config))
		got := call(r, "account.Get", accounts.Get, &account.GetRequest{})
		r.equal("account.Get: name", got.Name, "Demo")
	})
	r.group("logs", "/v2/logs/list/{marker}", func() {
		files := must(logs.NewClient(r.config))
		got := call(r, "logs.ListLogFiles", files.ListLogFiles, &logs.ListLogFilesRequest{Marker: "2026-01-01-00-00-00", Limit: 10})
		if len(got.Logs) > 0 {
			call(r, "logs.GenerateLogFileDownloadLink", files.GenerateLogFileDownloadLink, &logs.GenerateLogFileDownloadLinkRequest{FileName: got.Logs[0].FileName})
		}
	})
}
