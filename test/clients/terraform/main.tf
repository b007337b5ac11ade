# One of everything that Opsgenie's provider has, much as a company declares it. The variable stands for an edit: with
# the second step the same resources are changed in place.
terraform {
  required_providers {
    opsgenie = { source = "opsgenie/opsgenie" }
  }
}

variable "edited" {
  type    = bool
  default = false
}

locals {
  purpose = var.edited ? "Payments, and what they need" : "Payments"
}

resource "opsgenie_custom_role" "deputy" {
  role_name         = "deputy"
  extended_role     = "user"
  granted_rights    = var.edited ? ["alert-delete", "who-is-on-call-show-all"] : ["alert-delete"]
  disallowed_rights = ["profile-edit", "contacts-edit"]
}

resource "opsgenie_user" "ada" {
  username       = "ada@example.com"
  full_name      = var.edited ? "Ada King" : "Ada Lovelace"
  role           = "User"
  locale         = "en_GB"
  timezone       = "Europe/Rome"
  tags           = ["analyst", "first"]
  skype_username = "ada.l"
  user_address {
    country = "United Kingdom"
    state   = "London"
    city    = "London"
    line    = "12 St James's Square"
    zipcode = "SW1Y"
  }
  user_details = {
    machine  = "analytical,difference"
    language = "notes"
  }
}

resource "opsgenie_user" "grace" {
  username  = "grace@example.com"
  full_name = "Grace Hopper"
  role      = "Admin"
  timezone  = "America/New_York"
}

resource "opsgenie_user_contact" "ada_phone" {
  username = opsgenie_user.ada.username
  to       = var.edited ? "44-2079460001" : "44-2079460000"
  method   = "sms"
  enabled  = !var.edited
}

resource "opsgenie_team" "payments" {
  name        = "payments"
  description = local.purpose
  member {
    id   = opsgenie_user.ada.id
    role = "admin"
  }
  dynamic "member" {
    for_each = var.edited ? [opsgenie_user.grace.id] : []
    content {
      id   = member.value
      role = "user"
    }
  }
}

# As those declare who care for all of a team's resources themselves.
resource "opsgenie_team" "bare" {
  name                     = "bare"
  delete_default_resources = true
  ignore_members           = true
}

resource "opsgenie_schedule" "on_call" {
  name          = "payments on call"
  description   = local.purpose
  timezone      = "Europe/Rome"
  enabled       = true
  owner_team_id = opsgenie_team.payments.id
}

resource "opsgenie_schedule_rotation" "days" {
  schedule_id = opsgenie_schedule.on_call.id
  name        = "days"
  start_date  = "2026-01-05T08:00:00Z"
  end_date    = "2030-01-07T08:00:00Z"
  type        = "weekly"
  length      = var.edited ? 2 : 1
  participant {
    type = "user"
    id   = opsgenie_user.grace.id
  }
  participant {
    type = "user"
    id   = opsgenie_user.ada.id
  }
  participant {
    type = "none"
  }
  time_restriction {
    type = "weekday-and-time-of-day"
    restrictions {
      start_day  = "monday"
      start_hour = 8
      start_min  = 0
      end_day    = "friday"
      end_hour   = var.edited ? 19 : 18
      end_min    = 30
    }
    restrictions {
      start_day  = "saturday"
      start_hour = 10
      start_min  = 0
      end_day    = "saturday"
      end_hour   = 12
      end_min    = 0
    }
  }
}

resource "opsgenie_schedule_rotation" "nights" {
  schedule_id = opsgenie_schedule.on_call.id
  name        = "nights"
  start_date  = "2026-01-05T18:00:00Z"
  type        = "hourly"
  length      = 6
  participant {
    type = "team"
    id   = opsgenie_team.payments.id
  }
  participant {
    type = "escalation"
    id   = opsgenie_escalation.people.id
  }
  time_restriction {
    type = "time-of-day"
    restriction {
      start_hour = 18
      start_min  = 0
      end_hour   = 8
      end_min    = 0
    }
  }
}

resource "opsgenie_escalation" "people" {
  name = "people first"
  rules {
    condition   = "if-not-acked"
    notify_type = "default"
    delay       = 0
    recipient {
      type = "user"
      id   = opsgenie_user.ada.id
    }
  }
}

resource "opsgenie_escalation" "payments" {
  name          = "payments, all the way"
  description   = local.purpose
  owner_team_id = opsgenie_team.payments.id
  rules {
    condition   = "if-not-acked"
    notify_type = "default"
    delay       = 0
    recipient {
      type = "schedule"
      id   = opsgenie_schedule.on_call.id
    }
  }
  rules {
    condition   = "if-not-closed"
    notify_type = "next"
    delay       = var.edited ? 7 : 5
    recipient {
      type = "schedule"
      id   = opsgenie_schedule.on_call.id
    }
  }
  rules {
    condition   = "if-not-acked"
    notify_type = "admins"
    delay       = 15
    recipient {
      type = "team"
      id   = opsgenie_team.payments.id
    }
  }
  repeat {
    wait_interval          = 20
    count                  = 3
    reset_recipient_states = true
    close_alert_after_all  = var.edited
  }
}

resource "opsgenie_team_routing_rule" "urgent" {
  name     = "urgent"
  team_id  = opsgenie_team.payments.id
  order    = 0
  timezone = "America/Los_Angeles"
  criteria {
    type = "match-any-condition"
    conditions {
      field          = "message"
      operation      = "contains"
      expected_value = "refund"
      not            = false
    }
    conditions {
      field          = "extra-properties"
      key            = "region"
      operation      = "equals"
      expected_value = var.edited ? "eu" : "us"
      not            = true
    }
  }
  time_restriction {
    type = "weekday-and-time-of-day"
    restrictions {
      start_day  = "monday"
      start_hour = 8
      start_min  = 0
      end_day    = "tuesday"
      end_hour   = 18
      end_min    = 30
    }
  }
  notify {
    type = "escalation"
    id   = opsgenie_escalation.payments.id
  }
}

resource "opsgenie_notification_rule" "new_alert" {
  name        = "new alerts"
  username    = opsgenie_user.ada.username
  action_type = "create-alert"
  enabled     = true
  order       = 1
  steps {
    enabled    = true
    send_after = var.edited ? 2 : 1
    contact {
      method = "email"
      to     = opsgenie_user.ada.username
    }
  }
  repeat {
    enabled    = true
    loop_after = 3
  }
  time_restriction {
    type = "time-of-day"
    restriction {
      start_hour = 3
      start_min  = 15
      end_hour   = 5
      end_min    = 30
    }
  }
  criteria {
    type = "match-all-conditions"
    conditions {
      field          = "message"
      operation      = "contains"
      expected_value = "payment"
      not            = false
    }
  }
}

resource "opsgenie_notification_rule" "shift" {
  name              = "shifts"
  username          = opsgenie_user.ada.username
  action_type       = "schedule-start"
  notification_time = ["just-before", "15-minutes-ago"]
  enabled           = true
  steps {
    contact {
      method = "email"
      to     = opsgenie_user.ada.username
    }
  }
  schedules {
    name = opsgenie_schedule.on_call.name
    type = "schedule"
  }
}

resource "opsgenie_alert_policy" "account" {
  name               = "say where it comes from"
  policy_description = local.purpose
  message            = "{{message}}"
  filter {}
  time_restriction {
    type = "weekday-and-time-of-day"
    restrictions {
      start_day  = "sunday"
      start_hour = 21
      start_min  = 0
      end_day    = "monday"
      end_hour   = 7
      end_min    = 0
    }
  }
}

resource "opsgenie_alert_policy" "team" {
  name                       = "make refunds urgent"
  policy_description         = local.purpose
  team_id                    = opsgenie_team.payments.id
  enabled                    = !var.edited
  message                    = "Refund: {{message}}"
  alert_description          = "{{description}}"
  continue_policy            = true
  alias                      = "{{alias}}"
  entity                     = "refunds"
  source                     = "{{source}}"
  ignore_original_actions    = false
  ignore_original_details    = false
  ignore_original_responders = false
  ignore_original_tags       = false
  priority                   = "P2"
  tags                       = ["refund", "money"]
  actions                    = ["refund again"]
  responders {
    type = "team"
    id   = opsgenie_team.payments.id
  }
  filter {
    type = "match-any-condition"
    conditions {
      field          = "tags"
      operation      = "contains"
      expected_value = "refund"
    }
  }
}

resource "opsgenie_notification_policy" "delay" {
  name               = "let them sleep"
  team_id            = opsgenie_team.payments.id
  policy_description = local.purpose
  filter {
    type = "match-all-conditions"
    conditions {
      field          = "priority"
      operation      = "less-than"
      expected_value = "P3"
    }
  }
  delay_action {
    delay_option = "next-time"
    until_minute = 30
    until_hour   = var.edited ? 8 : 7
  }
}

resource "opsgenie_notification_policy" "closing" {
  name    = "close what nobody closes"
  team_id = opsgenie_team.payments.id
  filter {}
  auto_close_action {
    duration {
      time_amount = 5
      time_unit   = "days"
    }
  }
}

resource "opsgenie_notification_policy" "restarting" {
  name    = "start again"
  team_id = opsgenie_team.payments.id
  filter {}
  auto_restart_action {
    duration {
      time_amount = 30
      time_unit   = "minutes"
    }
    max_repeat_count = 3
  }
}

resource "opsgenie_notification_policy" "duplicates" {
  name    = "not each time"
  team_id = opsgenie_team.payments.id
  filter {}
  de_duplication_action {
    de_duplication_action_type = "frequency-based"
    count                      = 20
    duration {
      time_amount = 10
      time_unit   = "minutes"
    }
  }
}

resource "opsgenie_notification_policy" "silent" {
  name     = "silence"
  team_id  = opsgenie_team.payments.id
  suppress = true
  filter {
    type = "match-all-conditions"
    conditions {
      field          = "message"
      operation      = "starts-with"
      expected_value = "test"
    }
  }
}

resource "opsgenie_api_integration" "api" {
  type                           = "API"
  name                           = "payments api"
  enabled                        = true
  allow_write_access             = false
  ignore_responders_from_payload = true
  suppress_notifications         = var.edited
  owner_team_id                  = opsgenie_team.payments.id
  responders {
    type = "team"
    id   = opsgenie_team.payments.id
  }
}

resource "opsgenie_api_integration" "account" {
  type = "API"
  name = "for all"
  responders {
    type = "user"
    id   = opsgenie_user.ada.id
  }
  responders {
    type = "escalation"
    id   = opsgenie_escalation.payments.id
  }
}

resource "opsgenie_api_integration" "prometheus" {
  type          = "Prometheus"
  name          = "payments prometheus"
  owner_team_id = opsgenie_team.payments.id
  enabled       = true
}

resource "opsgenie_api_integration" "webhook" {
  type                   = "Webhook"
  name                   = "payments webhook"
  owner_team_id          = opsgenie_team.payments.id
  enabled                = true
  allow_write_access     = false
  suppress_notifications = false
  webhook_url            = "https://hooks.example.com/${var.edited ? "v2" : "v1"}"
  headers = {
    X-From = "tocsin"
  }
}

resource "opsgenie_email_integration" "mail" {
  name                           = "payments mail"
  email_username                 = "payments"
  ignore_responders_from_payload = true
  suppress_notifications         = var.edited
}

resource "opsgenie_integration_action" "api" {
  integration_id = opsgenie_api_integration.account.id
  create {
    name             = "urgent ones"
    tags             = ["CRITICAL", "SEV-0"]
    user             = "the pager"
    note             = "{{note}}"
    alias            = "{{alias}}"
    source           = "{{source}}"
    message          = "{{message}}"
    description      = "{{description}}"
    entity           = "{{entity}}"
    priority         = var.edited ? "P1" : "P2"
    alert_actions    = ["check the error rate"]
    extra_properties = { environment = "production", region = "eu-west-1" }
    filter {
      type = "match-all-conditions"
      conditions {
        field          = "priority"
        operation      = "equals"
        expected_value = "P1"
      }
    }
    responders {
      id   = opsgenie_team.payments.id
      type = "team"
    }
  }
  create {
    name  = "the rest"
    order = 2
    tags  = ["SEV-1"]
    filter {
      type = "match-all-conditions"
      conditions {
        field          = "priority"
        operation      = "equals"
        expected_value = "P2"
      }
    }
    responders {
      id   = opsgenie_user.ada.id
      type = "user"
    }
  }
  close {
    name = "over"
    filter {
      type = "match-any-condition"
      conditions {
        field          = "message"
        operation      = "contains"
        expected_value = "RESOLVED"
      }
    }
  }
  acknowledge {
    name = "known"
    filter {
      type = "match-all-conditions"
      conditions {
        field          = "message"
        operation      = "contains"
        expected_value = "KNOWN"
      }
    }
  }
  add_note {
    name = "remark"
    note = "by the integration"
    filter {
      type = "match-all-conditions"
      conditions {
        field          = "message"
        operation      = "starts-with"
        expected_value = "note"
      }
    }
  }
  ignore {
    name = "noise"
    filter {
      type = "match-all-conditions"
      conditions {
        field          = "priority"
        operation      = "equals"
        expected_value = "P5"
      }
    }
  }
}

resource "opsgenie_maintenance" "database" {
  description = "the database is moved"
  time {
    type       = "schedule"
    start_date = "2029-06-20T17:45:00Z"
    end_date   = "2029-06-20T${var.edited ? "19" : "18"}:50:00Z"
  }
  rules {
    state = "disabled"
    entity {
      id   = opsgenie_api_integration.api.id
      type = "integration"
    }
  }
}

resource "opsgenie_heartbeat" "backup" {
  name           = "backup"
  description    = local.purpose
  interval_unit  = "minutes"
  interval       = var.edited ? 20 : 10
  enabled        = false
  alert_message  = "No backup"
  alert_priority = "P3"
  alert_tags     = ["backup", "night"]
  owner_team_id  = opsgenie_team.payments.id
}

resource "opsgenie_service" "checkout" {
  name        = "checkout"
  team_id     = opsgenie_team.payments.id
  description = local.purpose
}

resource "opsgenie_service_incident_rule" "outage" {
  service_id = opsgenie_service.checkout.id
  incident_rule {
    condition_match_type = "match-any-condition"
    conditions {
      field          = "message"
      not            = false
      operation      = "contains"
      expected_value = "down"
    }
    conditions {
      field          = "tags"
      not            = true
      operation      = "contains"
      expected_value = "test"
    }
    incident_properties {
      message  = "Checkout is down"
      priority = var.edited ? "P1" : "P2"
      tags     = ["a", "b"]
      details  = { custom = "parameter" }
      stakeholder_properties {
        enable      = true
        message     = "We are looking"
        description = "And will tell"
      }
    }
  }
}

resource "opsgenie_incident_template" "outage" {
  name        = "outage"
  message     = "Checkout is down"
  priority    = "P2"
  description = local.purpose
  tags        = ["tag1", "tag2"]
  details     = { key1 = "value1", key2 = "value2" }
  stakeholder_properties {
    enable      = true
    message     = "We are looking"
    description = "And will tell"
  }
  impacted_services = [opsgenie_service.checkout.id]
}

data "opsgenie_team" "payments" {
  name       = opsgenie_team.payments.name
  depends_on = [opsgenie_team.payments]
}

data "opsgenie_user" "ada" {
  username   = "ada@example.com"
  depends_on = [opsgenie_user.ada]
}

data "opsgenie_escalation" "payments" {
  name       = opsgenie_escalation.payments.name
  depends_on = [opsgenie_escalation.payments]
}

data "opsgenie_schedule" "on_call" {
  name       = opsgenie_schedule.on_call.name
  depends_on = [opsgenie_schedule.on_call]
}

data "opsgenie_heartbeat" "backup" {
  name       = "backup"
  depends_on = [opsgenie_heartbeat.backup]
}

data "opsgenie_service" "checkout" {
  name       = "checkout"
  depends_on = [opsgenie_service.checkout]
}

output "found" {
  value = {
    team       = data.opsgenie_team.payments.id == opsgenie_team.payments.id
    user       = data.opsgenie_user.ada.id == opsgenie_user.ada.id
    escalation = data.opsgenie_escalation.payments.id == opsgenie_escalation.payments.id
    schedule   = data.opsgenie_schedule.on_call.id == opsgenie_schedule.on_call.id
    heartbeat  = data.opsgenie_heartbeat.backup.id == opsgenie_heartbeat.backup.id
    service    = data.opsgenie_service.checkout.id == opsgenie_service.checkout.id
  }
}
