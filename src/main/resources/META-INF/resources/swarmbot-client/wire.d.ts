/**
 * What the service sends and takes, as the wire contract describes it. Later versions only add: a status, a type or a
 * member that is not known here may come. With `exactNumbers`, a number that JavaScript would change comes as an
 * `ExactNumber` in its place.
 */

/** Any value of JSON. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** A name that is known, or one that a later version adds. */
type Open<T extends string> = T | (string & {});

/** `<epoch>-<seq>`: a place in the log of a swarm. */
export type Cursor = string;
/** A moment, in the form `2026-11-24T23:01:24.407Z`. */
export type Timestamp = string;
/** A duration such as `500ms`, `30s`, `15m` or `24h`. */
export type Duration = string;

export type AgentStatus = 'idle' | 'busy' | 'processing' | 'waiting' | 'paused' | 'error' | 'offline';
export type TaskStatus = 'pending' | 'assigned' | 'running' | 'input_required' | 'completed' | 'failed' | 'canceled';

export interface Agent {
  readonly id: string;
  readonly name: string;
  readonly role: string | null;
  readonly capabilities: readonly string[];
  readonly assignment: Open<'claim' | 'push'>;
  readonly slots: number;
  readonly lease: Duration | null;
  readonly start_within: Duration | null;
  readonly mode: Open<'active' | 'paused' | 'draining'>;
  readonly mode_by: string | null;
  readonly status: Open<AgentStatus>;
  readonly current_task: string | null;
  readonly liveness: Open<'live' | 'stale' | 'lost'>;
  readonly metrics: Json;
  readonly details: Json;
  readonly completed: number;
  readonly failed: number;
  readonly registered_at: Timestamp;
  readonly updated_at: Timestamp;
  readonly version: number;
}

export interface Task {
  readonly id: string;
  readonly type: string;
  readonly description: string | null;
  readonly requirements: readonly string[];
  readonly priority: number;
  readonly dependencies: readonly string[];
  readonly input: Json;
  readonly max_attempts: number;
  readonly timeout: Duration | null;
  readonly timeout_given: boolean;
  readonly lease: Duration | null;
  readonly start_within: Duration | null;
  readonly deadline: Timestamp | null;
  readonly parts: number;
  readonly part_of: string | null;
  readonly status: Open<TaskStatus>;
  readonly assigned_agents: readonly string[];
  readonly attempt: number;
  readonly attempt_lease: Duration | null;
  readonly attempt_start_within: Duration | null;
  readonly progress: number | null;
  readonly message: string | null;
  readonly question: Json;
  readonly answer: Json;
  readonly answer_by: Timestamp | null;
  readonly result: Json;
  readonly error: Json;
  readonly alert: Open<'stuck' | 'slow'> | null;
  readonly submitted_at: Timestamp;
  readonly not_before: Timestamp | null;
  readonly started_at: Timestamp | null;
  readonly finished_at: Timestamp | null;
  readonly status_since: Timestamp;
  readonly active_at: Timestamp;
  readonly updated_at: Timestamp;
  readonly version: number;
}

export interface Message {
  readonly id: string;
  readonly seq: number;
  readonly kind: Open<'steer' | 'follow_up'>;
  readonly text: string;
  readonly agent_id: string | null;
  readonly task_id: string | null;
  readonly to_capability: string | null;
  readonly from: string | null;
  readonly via: string | null;
  readonly reply_to: string | null;
  readonly sent_at: Timestamp;
  readonly expires_at: Timestamp;
}

export interface SharedFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly sha256: string;
  readonly task_id: string | null;
  readonly agent_id: string | null;
  readonly by: string | null;
  readonly via: string | null;
  readonly shared_at: Timestamp;
}

/** Counts by status. */
export interface Totals {
  agents: Record<string, number>;
  tasks: Record<string, number>;
}

/** The state of a swarm at a cursor, in JSON. */
export interface Snapshot {
  swarm: string;
  cursor: Cursor;
  agents: Agent[];
  tasks: Task[];
  totals: Totals;
  messages: Message[];
  files: SharedFile[];
}

/** One change. Each type has members of its own besides these. */
export interface SwarmEvent {
  readonly type: string;
  readonly cursor: Cursor;
  /** Null only for `unreadable`. */
  readonly timestamp: Timestamp | null;
  readonly agent_id?: string | null;
  readonly task_id?: string | null;
  readonly actor?: string;
  readonly via?: string;
  readonly reason?: string;
  readonly [member: string]: unknown;
}

/** What an agent is told with the answer to a claim, a report or a heartbeat. */
export interface Due {
  lease_until: Timestamp | null;
  messages: Message[];
  cancel: string[];
}

/** The answer to a poll. */
export interface Page {
  cursor: Cursor;
  events: SwarmEvent[];
  more: boolean;
  /** There if events were missed: why. */
  reset?: string;
  [member: string]: unknown;
}

/** Why a task waits. */
export interface Why {
  status: Open<TaskStatus>;
  reasons: { reason: string; [member: string]: unknown }[];
  place: number | null;
  estimate_ms: number | null;
}

/** Something that waits for a person. */
export interface InboxEntry {
  swarm: string;
  cursor: Cursor;
  kind: Open<'question' | 'alert' | 'failed'>;
  task_id: string;
  agent_id: string | null;
  since: Timestamp;
  text: string | null;
}

export interface Grant {
  swarm: string;
  role: Open<'viewer' | 'submitter' | 'agent' | 'operator' | 'monitor' | 'admin'>;
  agents?: string[];
  may_act_for?: string[];
}

/** What is switched on, the best transport first. */
export interface Offer {
  protocol: number;
  transports: Open<Transport>[];
  poll_interval: Duration;
  login: Open<'token' | 'oidc'>[];
  doors?: Open<'mcp'>[];
}

export type Transport = 'websocket' | 'sse' | 'poll';
