"""Drives the service with Opsgenie's own Python client and says, call by call, what did not work."""

import json
import os
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone

import opsgenie_sdk as sdk
from opsgenie_sdk.exceptions import ApiException

ALIAS = "python-client"
report = {"calls": 0, "failures": [], "skipped": []}


def call(name, method, /, *arguments, **options):
    """Notes whether a call of the client succeeded, and hands its result on."""
    report["calls"] += 1
    try:
        return method(*arguments, **options)
    except Exception as error:
        report["failures"].append(f"{name}: {type(error).__name__}: {error}")
        raise


def equal(name, got, want):
    if got != want:
        report["failures"].append(f"{name}: got {got!r}, want {want!r}")


def group(name, calls, *arguments):
    """Runs calls that need one another; the first that fails ends the group, and is noted already."""
    try:
        calls(*arguments)
    except Exception as error:
        report["failures"].append(f"{name} stopped: {type(error).__name__}: {error}")


def outcome(ask, request_id):
    """Asks what became of a request, until it has been applied."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return call("the status of a request", ask, request_id=request_id).data
        except ApiException as error:
            if error.status != 404 or time.monotonic() > deadline:
                raise
            report["failures"].pop()
            time.sleep(0.05)


def applied(alerts, name, method, /, *arguments, **options):
    accepted = call(name, method, *arguments, **options)
    equal(f"{name}: result", accepted.result, "Request will be processed")
    status = outcome(alerts.get_request_status, accepted.request_id)
    equal(f"{name}: is_success", status.is_success, True)
    return status


def life_of_an_alert(alerts):
    payload = sdk.CreateAlertPayload(
        message="From the Python client",
        alias=ALIAS,
        description="All of it",
        responders=[{"username": "jane@example.com", "type": "user"}],
        visible_to=[{"username": "jane@example.com", "type": "user"}],
        actions=["Restart"],
        tags=["one"],
        details={"region": "eu"},
        entity="db-1",
        priority="P2",
    )
    accepted = call("create_alert", alerts.create_alert, create_alert_payload=payload)
    identifier = outcome(alerts.get_request_status, accepted.request_id).alert_id
    equal("retrieve_result", call("retrieve_result", accepted.retrieve_result).data.alert_id, identifier)
    named = {"identifier": ALIAS, "identifier_type": "alias"}

    def does(method, **options):
        return applied(alerts, method.__name__, method, **named, **options)

    does(alerts.acknowledge_alert, acknowledge_alert_payload=sdk.AcknowledgeAlertPayload(user="jane@example.com"))
    does(alerts.un_acknowledge_alert)
    does(alerts.add_note, add_note_to_alert_payload=sdk.AddNoteToAlertPayload(note="Looking"))
    does(alerts.add_tags, add_tags_to_alert_payload=sdk.AddTagsToAlertPayload(tags=["two", "three"]))
    does(alerts.remove_tags, tags=["two"])
    does(alerts.add_details, add_details_to_alert_payload=sdk.AddDetailsToAlertPayload(details={"zone": "a"}))
    does(alerts.remove_details, keys=["region"])
    does(alerts.add_team, add_team_to_alert_payload=sdk.AddTeamToAlertPayload(team={"name": "Operations"}))
    does(
        alerts.add_responder,
        add_responder_to_alert_payload=sdk.AddResponderToAlertPayload(
            responder={"type": "user", "username": "omar@example.com"}
        ),
    )
    does(alerts.assign_alert, assign_alert_payload=sdk.AssignAlertPayload(owner={"username": "omar@example.com"}))
    does(
        alerts.escalate_alert,
        escalate_alert_to_next_payload=sdk.EscalateAlertToNextPayload(escalation={"name": "Operations escalation"}),
    )
    does(alerts.execute_custom_alert_action, action_name="Restart")
    does(alerts.update_alert_message, update_alert_message_payload=sdk.UpdateAlertMessagePayload(message="Changed"))
    does(
        alerts.update_alert_description,
        update_alert_description_payload=sdk.UpdateAlertDescriptionPayload(description="Changed, too"),
    )
    does(alerts.update_alert_priority, update_alert_priority_payload=sdk.UpdateAlertPriorityPayload(priority="P1"))
    later = datetime.now(timezone.utc) + timedelta(hours=1)
    does(alerts.snooze_alert, snooze_alert_payload=sdk.SnoozeAlertPayload(end_time=later))

    alert = call("get_alert", alerts.get_alert, **named).data
    equal("get_alert: id", alert.id, identifier)
    equal("get_alert: message", alert.message, "Changed")
    equal("get_alert: description", alert.description, "Changed, too")
    equal("get_alert: tags", sorted(alert.tags), ["one", "three"])
    equal("get_alert: details", alert.details, {"zone": "a"})
    equal("get_alert: owner", alert.owner, "omar@example.com")
    equal("get_alert: priority", alert.priority, "P1")
    equal("get_alert: snoozed", alert.snoozed, True)
    found = call("list_alerts", alerts.list_alerts, query="tag: three", limit=10, sort="createdAt", order="desc")
    equal("list_alerts: number", len(found.data), 1)
    equal("count_alerts", call("count_alerts", alerts.count_alerts, query="tag: three").data.count, 1)
    logs = call("list_logs", alerts.list_logs, **named, limit=3, order="asc", direction="next")
    equal("list_logs: number", len(logs.data), 3)
    notes = call("list_notes", alerts.list_notes, **named)
    equal("list_notes: first", notes.data[0].note, "Looking")
    recipients = call("list_recipients", alerts.list_recipients, **named)
    equal("list_recipients has some", len(recipients.data) > 0, True)

    does(alerts.close_alert, close_alert_payload=sdk.CloseAlertPayload(note="Done"))
    applied(alerts, "delete_alert", alerts.delete_alert, identifier=identifier)


def attachments(alerts):
    payload = sdk.CreateAlertPayload(message="With a file")
    identifier = applied(alerts, "create_alert", alerts.create_alert, create_alert_payload=payload).alert_id
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        file.write(b"trace")
        file.flush()
        call("add_attachment", alerts.add_attachment, identifier=identifier, file=file.name, alert_identifier_type="id")
    listed = call("list_attachments", alerts.list_attachments, identifier=identifier).data
    equal("list_attachments: number", len(listed), 1)
    one = {"identifier": identifier, "attachment_id": listed[0].id}
    call("get_attachment", alerts.get_attachment, **one)
    call("remove_attachment", alerts.remove_attachment, **one)


def saved_searches(alerts):
    payload = sdk.CreateSavedSearchPayload(
        name="python-search", query="status: open", owner={"username": "jane@example.com"}, description="Python"
    )
    created = call("create_saved_searches", alerts.create_saved_searches, create_saved_search_payload=payload).data
    change = sdk.UpdateSavedSearchPayload(
        name="python-search-2", query="status: closed", owner={"username": "jane@example.com"}
    )
    call(
        "update_saved_search",
        alerts.update_saved_search,
        identifier=created.id,
        update_saved_search_payload=change,
    )
    got = call("get_saved_search", alerts.get_saved_search, identifier="python-search-2", identifier_type="name").data
    equal("get_saved_search: query", got.query, "status: closed")
    equal("list_saved_searches", len(call("list_saved_searches", alerts.list_saved_searches).data), 1)
    call("delete_saved_search", alerts.delete_saved_search, identifier=created.id)


def heartbeats(api):
    payload = sdk.CreateHeartbeatPayload(
        name="python-heartbeat", description="Python", interval=10, interval_unit="minutes", enabled=True,
        alert_message="Silence", alert_tags=["python"], alert_priority="P2", owner_team={"name": "Operations"},
    )
    call("create_heartbeat", api.create_heartbeat, create_heartbeat_payload=payload)
    call(
        "update_heartbeat",
        api.update_heartbeat,
        name="python-heartbeat",
        update_heartbeat_payload=sdk.UpdateHeartbeatPayload(interval=5, interval_unit="hours"),
    )
    call("ping", api.ping, name="python-heartbeat")
    equal("get_heartbeat", call("get_heartbeat", api.get_heartbeat, name="python-heartbeat").data.interval, 5)
    call("list_heart_beats", api.list_heart_beats)
    call("disable_heartbeat", api.disable_heartbeat, name="python-heartbeat")
    call("enable_heartbeat", api.enable_heartbeat, name="python-heartbeat")
    call("delete_heartbeat", api.delete_heartbeat, name="python-heartbeat")


def incidents(api, service_id):
    payload = sdk.CreateIncidentPayload(
        message="Python incident", description="Python", responders=[{"type": "team", "name": "Operations"}],
        tags=["one"], details={"region": "eu"}, priority="P2", service_id=service_id, notify_stakeholders=False,
    )
    accepted = call("create_incident", api.create_incident, create_incident_payload=payload)
    identifier = outcome(api.get_incident_request_status, accepted.request_id).incident_id
    incident = call("get_incident", api.get_incident, identifier=identifier).data
    equal("get_incident: message", incident.message, "Python incident")
    found = call("list_incidents", api.list_incidents, query="status: open", limit=10)
    equal("list_incidents: number", len(found.data), 1)
    for name, method in (("close_incident", api.close_incident), ("delete_incident", api.delete_incident)):
        accepted = call(name, method, identifier=identifier)
        equal(name, outcome(api.get_incident_request_status, accepted.request_id).is_success, True)


def account(api):
    equal("get_info: name", call("get_info", api.get_info).data.name, "Demo")


def main():
    configuration = sdk.Configuration()
    configuration.host = os.environ["TOCSIN_URL"]
    configuration.api_key["Authorization"] = os.environ["TOCSIN_KEY"]
    client = sdk.ApiClient(configuration=configuration)
    alerts = sdk.AlertApi(api_client=client)
    group("alerts", life_of_an_alert, alerts)
    group("attachments", attachments, alerts)
    group("saved searches", saved_searches, alerts)
    group("heartbeats", heartbeats, sdk.HeartbeatApi(api_client=client))
    group("incidents", incidents, sdk.IncidentApi(api_client=client), os.environ["TOCSIN_SERVICE"])
    group("account", account, sdk.AccountApi(api_client=client))
    json.dump(report, sys.stdout)


main()
