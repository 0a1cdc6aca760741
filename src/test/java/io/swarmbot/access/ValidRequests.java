package io.swarmbot.access;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A valid request for each route, and a valid message for each command. They are of the agents {@code worker-1} and
 * {@code worker-2} and of a few tasks, so that some of them do something.
 */
final class ValidRequests {

    /**
     * A request.
     *
     * @param body JSON; null for none
     */
    record Request(String method, String target, String body) {}

    /** No change of a few bytes makes it the name of the swarm. */
    private static final String OTHER = "another";

    private static final List<String> TASKS = List.of("t1", "t2", "t3", "t4");

    private static final String HELD = "'agent_id':'worker-1','attempt':1";

    private static final List<String> MESSAGES = List.of(
            "'type':'register_agent','agent_id':'worker-1','name':'One','role':'x','capabilities':['java','gpu'],"
                    + "'assignment':'claim','slots':2,'lease':'15m','start_within':'5m','metrics':{'load':0.5,'list':[1,{'a':null}]}",
            "'type':'update_agent_status','agent_id':'worker-1','status':'busy','details':{'n':1,'deep':[[{'a':1.50}]]}",
            "'type':'heartbeat','agent_id':'worker-1','tasks':[{'id':'t1','attempt':1}]",
            "'type':'claim','agent_id':'worker-1','wait':'1ms','lease':'15m','start_within':'5m'",
            "'type':'append_log','agent_id':'worker-1','task_id':'t1','lines':[{'level':'info','message':'m',"
                    + "'at':'2026-11-29T10:00:00Z'}]",
            "'type':'pause_agent','agent_id':'worker-2','reason':'r'",
            "'type':'resume_agent','agent_id':'worker-2','reason':'r'",
            "'type':'drain_agent','agent_id':'worker-2'",
            "'type':'remove_agent','agent_id':'worker-2','reason':'r'",
            "'type':'submit_task','task_id':'t1','task_type':'work','description':'d','requirements':['java'],"
                    + "'priority':5,'dependencies':[],'input':{'a':[1,2]},'max_attempts':3,'timeout':'900ms',"
                    + "'lease':'15m','start_within':'5m'",
            "'type':'start_task','task_id':'t1'," + HELD,
            "'type':'report_progress','task_id':'t1'," + HELD + ",'progress':50,'message':'half'",
            "'type':'complete_task','task_id':'t1'," + HELD + ",'result':{'done':true}",
            "'type':'fail_task','task_id':'t1'," + HELD + ",'error':{'why':'no'},'retry':true",
            "'type':'request_input','task_id':'t1'," + HELD + ",'question':'which?','within':'900ms'",
            "'type':'provide_input','task_id':'t1','answer':{'yes':1},'reason':'r'",
            "'type':'cancel_task','task_id':'t1','reason':'r'",
            "'type':'retry_task','task_id':'t1','reason':'r'",
            "'type':'set_priority','task_id':'t1','priority':9,'reason':'r'",
            "'type':'reassign_task','task_id':'t1','agent_id':'worker-1','reason':'r'",
            "'type':'send_message','task_id':'t1','text':'look at this','kind':'steer','reply_to':'m1',"
                    + "'expires_in':'900ms'",
            "'type':'acknowledge_message','message_id':'m1','agent_id':'worker-1'");

    private ValidRequests() {}

    /** One for each route and each of the tasks. */
    static List<Request> of(String swarm) {
        List<Request> all = new ArrayList<>();
        for (RouteRights.Entry entry : Stream.concat(RouteRights.TABLE.stream(), RouteRights.DOORS.stream())
                // A request of Engine.IO says nothing by itself: its session does.
                .filter(each -> each.need() != Need.LATER)
                .toList()) {
            String path = entry.segments().toString();
            // The swarm itself must stay.
            String named = isAboutTheLifeOfASwarm(entry, path) ? OTHER : swarm;
            for (String task : path.contains("{task}") || path.endsWith("/tasks") ? TASKS : List.of("t1")) {
                String target = path.replace(RouteRights.SWARM, named)
                        .replace("{agent}", entry.method().equals("DELETE") ? "worker-2" : "worker-1")
                        .replace("{task}", task)
                        .replace("{message}", "m1")
                        .replace("{file}", "0".repeat(26))
                        .replace("{token}", "aaaaaaaa");
                all.add(new Request(entry.method(), target, body(entry, path, task)));
            }
        }
        return all;
    }

    private static boolean isAboutTheLifeOfASwarm(RouteRights.Entry entry, String path) {
        return path.startsWith("/api/")
                && path.endsWith(RouteRights.SWARM)
                && !entry.method().equals("GET");
    }

    /** One for each command and each of the tasks. */
    static List<String> messages() {
        List<String> all = new ArrayList<>();
        for (String message : MESSAGES) {
            for (String task : message.contains("'t1'") ? TASKS : List.of("t1")) {
                all.add(("{'id':'c1'," + message.replace("'t1'", "'" + task + "'") + "}").replace('\'', '"'));
            }
        }
        return all;
    }

    private static String body(RouteRights.Entry entry, String path, String task) {
        if (path.contains("/files")) {
            return entry.method().equals("POST") || entry.method().equals("PATCH") ? "{\"n\":1}" : null;
        }
        if (path.startsWith("/mcp")) {
            return ("{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'_meta':{'progressToken':'p'},'name':'report',"
                            + "'arguments':{'agent':'worker-1','task':'t1','progress':50,'message':'half'}}}")
                    .replace('\'', '"');
        }
        if (entry.method().equals("GET") || entry.method().equals("DELETE") || path.endsWith(RouteRights.SWARM)) {
            return null;
        }
        if (path.endsWith("/session")) {
            return null;
        }
        if (path.endsWith("/tickets")) {
            return "{\"swarm\":\"other\"}";
        }
        if (path.endsWith("/tokens")) {
            return "{\"name\":\"ann\",\"grants\":[{\"swarm\":\"other\",\"role\":\"viewer\"}],\"expires_in\":\"1s\"}";
        }
        if (path.endsWith("/commands")) {
            return "[" + String.join(",", messages().subList(0, 20)) + "]";
        }
        String last = path.substring(path.lastIndexOf('/') + 1);
        String type = switch (last) {
            case "{agent}" -> "register_agent";
            case "status" -> "update_agent_status";
            case "log" -> "append_log";
            case "pause", "resume", "drain" -> last + "_agent";
            case "tasks" -> "submit_task";
            case "progress" -> "report_progress";
            case "request-input" -> "request_input";
            case "provide-input" -> "provide_input";
            case "priority" -> "set_priority";
            case "messages" -> "send_message";
            case "acknowledge" -> "acknowledge_message";
            case "start", "complete", "fail", "cancel", "retry", "reassign" -> last + "_task";
            default -> last;
        };
        String message = MESSAGES.stream()
                .filter(each -> each.startsWith("'type':'" + type + "'"))
                .findFirst()
                .orElseThrow();
        String fields = message.replaceFirst("'type':'" + type + "',?", "");
        fields = path.contains("{agent}") ? fields.replaceFirst("'agent_id':'[a-z0-9-]+',?", "") : fields;
        fields = path.contains("{task}") ? fields.replaceFirst("'task_id':'t1',?", "") : fields;
        if (path.contains("{agent}") && type.equals("send_message")) {
            fields = fields.replaceFirst("'task_id':'t1',?", "");
        }
        fields = fields.replaceFirst("'message_id':'m1',?", "");
        if (type.equals("submit_task")) {
            fields = fields.replace("'task_id':'t1'", "'id':'" + task + "'").replace("'task_type'", "'type'");
        }
        if (type.equals("claim")) {
            fields = "";
        }
        return ("{" + fields + "}").replace('\'', '"');
    }
}
