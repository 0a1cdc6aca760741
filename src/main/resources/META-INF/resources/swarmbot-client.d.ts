/** The types of swarmbot-client.js. */
import type {
  Agent,
  AgentStatus,
  Cursor,
  Due,
  Duration,
  Grant,
  InboxEntry,
  Json,
  Message,
  Offer,
  Page,
  SharedFile,
  Snapshot,
  SwarmEvent,
  Task,
  TaskStatus,
  Totals,
  Transport,
  Why,
} from './swarmbot-client/wire.js';

export type * from './swarmbot-client/wire.js';

export const AGENT_STATUSES: AgentStatus[];
export const TASK_STATUSES: TaskStatus[];
/** How many finished tasks a state keeps. */
export const FINISHED_KEPT: number;

/** True if nothing more happens to a task of this status by itself. */
export function isFinished(status: string): boolean;
/** @throws {TypeError} if it is not a cursor */
export function parseCursor(cursor: Cursor): { epoch: string; seq: number };
/** The sequence number; -1 for none. */
export function seqOf(cursor: Cursor | null | undefined): number;
/** A new state: the given one with these events, in the order of the log. */
export function fold(state: SwarmState | Snapshot, events: SwarmEvent | readonly SwarmEvent[]): SwarmState;
/** As JSON.parse, but a number that it would change becomes an ExactNumber. */
export function parseExact(text: string): any;
/** As JSON.stringify, and each ExactNumber is written as it came. */
export function stringifyExact(value: unknown, indent?: number | string): string;

/** A number whose text is kept. In arithmetic it counts as the nearest number. */
export class ExactNumber {
  constructor(text: string);
  readonly text: string;
  toString(): string;
  valueOf(): number;
  toJSON(): unknown;
}

/** What a swarm is at a cursor. Entities are replaced, never changed. */
export class SwarmState {
  constructor(swarm: string);
  static fromSnapshot(snapshot: Snapshot): SwarmState;
  swarm: string;
  cursor: Cursor | null;
  agents: Map<string, Agent>;
  tasks: Map<string, Task>;
  messages: Map<string, Message>;
  files: Map<string, SharedFile>;
  totals: Totals;
  /** True as soon as the last part of a snapshot is in. */
  complete: boolean;
  addPart(part: Partial<Snapshot> & { cursor: Cursor; part: number; last: boolean }): boolean;
  /** @returns false if the event is in the state already */
  apply(event: SwarmEvent): boolean;
  copy(): SwarmState;
  toSnapshot(): Snapshot;
  toJSON(): Snapshot;
}

/** A clear no from the service, or no answer: then `status` is 0. */
export class SwarmProblem extends Error {
  constructor(problem: { status: number; code: string; title?: string; detail?: string; retryAfter?: number }, options?: ErrorOptions);
  static of(response: Response): Promise<SwarmProblem>;
  status: number;
  code: string;
  title?: string;
  detail?: string;
  /** Milliseconds. */
  retryAfter: number;
  readonly isTemporary: boolean;
}

type Text = string | null | undefined;
/** What to log in with, or a function that gives it and is asked again when it is refused. */
export type TokenSource = Text | (() => Text | Promise<Text>);

export interface ApiOptions {
  /** The service. A page of the service itself, and a module that came from it, need not say it. */
  baseUrl?: string | URL;
  swarm?: string;
  token?: TokenSource;
  headers?: Record<string, string>;
  fetch?: typeof fetch;
  exactNumbers?: boolean;
}

export interface Asking {
  signal?: AbortSignal;
}

export interface CommandOptions extends Asking {
  /** A command that is sent again with its key is done once. */
  idempotencyKey?: string;
  parameters?: Record<string, unknown>;
  /** Milliseconds. */
  timeout?: number;
}

/** Who steps in, why, and what version they know. */
export interface By {
  actor?: string;
  reason?: string;
  version?: number;
}

export interface NewTask {
  type: string;
  id?: string;
  description?: string;
  requirements?: string[];
  priority?: number;
  dependencies?: string[];
  input?: unknown;
  max_attempts?: number;
  timeout?: Duration;
  lease?: Duration;
  start_within?: Duration;
  deadline?: string;
  max_agents?: number;
  actor?: string;
}

export interface NewAgent {
  name?: string;
  role?: string;
  capabilities?: string[];
  assignment?: 'claim' | 'push';
  slots?: number;
  lease?: Duration;
  start_within?: Duration;
  metrics?: object;
}

export interface UploadOptions extends Asking {
  name?: string;
  type?: string;
  task?: string;
  agent?: string;
  /** Of an upload that was begun before. */
  id?: string;
  onBegin?: (id: string) => void;
  onProgress?: (bytes: number, of: number) => void;
}

export interface DownloadOptions extends Asking {
  /** Takes the bytes in their order; then there is no Blob. */
  onBytes?: (bytes: Uint8Array) => unknown;
  onProgress?: (bytes: number, of: number) => void;
}

type Held = { agent_id: string; attempt?: number };
type ToWhom = { agent_id: string } | { task_id: string } | { to_capability: string };
type MessageOptions = { kind?: 'steer' | 'follow_up'; reply_to?: string; expires_in?: Duration; actor?: string };
type Outcome = { status: number; cursor?: Cursor; result?: any; problem?: any };

/** Reads and commands. Every failure is a SwarmProblem. */
export class SwarmApi {
  constructor(options?: ApiOptions);
  baseUrl: string;
  swarm: string;
  readonly hasToken: boolean;
  /** The URL of a path below the swarm. */
  url(path?: string, parameters?: Record<string, unknown>): string;

  transports(signal?: AbortSignal): Promise<Offer>;
  swarms(signal?: AbortSignal): Promise<{ id: string; cursor: Cursor; agents: number; open_tasks: number }[]>;
  snapshot(options?: Asking & { at?: Cursor; atLeast?: Cursor }): Promise<Snapshot>;
  poll(options: Asking & { after?: Cursor; limit?: number; wait?: number; types?: string; agent?: string; task?: string }): Promise<Page>;
  agent(id: string): Promise<Agent>;
  task(id: string): Promise<Task>;
  tasks(
    which?: Asking & { q?: string; page?: string; limit?: number; why?: boolean; atLeast?: Cursor },
  ): Promise<{ cursor: Cursor; tasks: Task[]; next: string | null }>;
  why(id: string, options?: Asking): Promise<Why>;
  inbox(options?: Asking & { page?: string }): Promise<{ entries: InboxEntry[]; next: string | null }>;

  command(method: string, path: string, body?: object | null, options?: CommandOptions): Promise<any>;
  commands(commands: object[], options?: CommandOptions): Promise<Outcome[]>;
  submitTask(task: NewTask, options?: CommandOptions): Promise<Task>;
  cancelTask(id: string, reason?: string, options?: CommandOptions): Promise<Task>;
  retryTask(id: string, by?: By, options?: CommandOptions): Promise<Task>;
  provideInput(id: string, answer: unknown, by?: By, options?: CommandOptions): Promise<Task>;
  startTask(id: string, agentId: string, attempt?: number): Promise<Task>;
  reportProgress(id: string, report: Held & { progress?: number; message?: string }): Promise<Task & { due: Due }>;
  completeTask(id: string, outcome: Held & { result?: unknown }): Promise<Task>;
  failTask(id: string, outcome: Held & { error?: unknown; retry?: boolean }): Promise<Task>;
  registerAgent(id: string, agent?: NewAgent): Promise<Agent>;
  updateAgentStatus(id: string, status: AgentStatus, details?: object): Promise<Agent>;
  heartbeat(
    id: string,
    tasks?: { id: string; attempt: number }[],
  ): Promise<{
    agent_id: string;
    mode: string;
    liveness: string;
    tasks: { id: string; attempt: number; status: string | null; cancel: boolean }[];
    due: Due;
  }>;
  /** The next task, or null if there was none within `wait` milliseconds. */
  claim(
    id: string,
    wait?: number,
    options?: CommandOptions & { lease?: Duration; start_within?: Duration },
  ): Promise<(Task & { due: Due }) | null>;
  removeAgent(id: string): Promise<null>;
  sendMessage(to: ToWhom, text: string, more?: MessageOptions, options?: CommandOptions): Promise<Message>;
  acknowledgeMessage(id: string, agentId: string, options?: CommandOptions): Promise<null>;
  upload(blob: Blob, options?: UploadOptions): Promise<{ id: string; name: string; size: number; sha256: string }>;
  download(id: string, options: DownloadOptions & { onBytes: (bytes: Uint8Array) => unknown }): Promise<null>;
  download(id: string, options?: DownloadOptions): Promise<Blob>;

  /** A response to stream from. */
  open(url: string, options: Asking & { accept: string }): Promise<Response>;
  /** The value of a JSON text that the service sent. */
  parse(text: string): any;

  useToken(token: TokenSource): void;
  whoami(
    signal?: AbortSignal,
  ): Promise<{ name: string; login: boolean; grants: Grant[]; token_id: string | null; kind: string | null; expires_at: string | null }>;
  logIn(token: TokenSource): Promise<any>;
  logOut(): Promise<null>;
  ticket(signal?: AbortSignal): Promise<string | null>;
  tokens(): Promise<any[]>;
  makeToken(token: { name: string; grants: Grant[]; expires_in?: Duration }): Promise<any>;
  revokeToken(id: string): Promise<null>;
}

/** How the client is connected. Replaced, never changed. */
export interface Status {
  state: 'idle' | 'connecting' | 'live' | 'reconnecting' | 'stopped' | 'unauthenticated';
  transport: Transport | null;
  attempt: number;
  /** Milliseconds since 1970. */
  retryAt: number | null;
  storeAvailable: boolean;
  reason: string | null;
  problem: Error | null;
}

/** The client's patience, in milliseconds. */
export interface Timing {
  silence: number;
  silenceOnWake: number;
  openWithin: number;
  snapshotWithin: number;
  backoffBase: number;
  backoffMax: number;
  stableAfter: number;
  movedAfter: number;
  stepUpFirst: number;
  stepUpMax: number;
  pollWait: number;
}

export interface ClientOptions extends ApiOptions {
  /** Those that may be used, the best first. */
  transports?: Transport[];
  /** Names with commas between. A filtered client hears events and keeps no state. */
  filters?: { types?: string; agent?: string; task?: string };
  /** Messages a second. */
  maxRate?: number;
  /** Follow from here, without a state. */
  after?: Cursor;
  keepState?: boolean;
  onEvent?: (event: SwarmEvent, state: SwarmState | null) => void;
  /** After each part of the first snapshot but the last: `partialState` has grown. */
  onPart?: (state: SwarmState) => void;
  onState?: (state: SwarmState) => void;
  onStatus?: (status: Status) => void;
  onReset?: (reset: { reason: string; cursor: Cursor }) => void;
  onUnauthenticated?: (ended: { reason: string; problem: SwarmProblem | null }) => void;
  WebSocket?: unknown;
  timing?: Partial<Timing>;
}

/** Follows a swarm, and gives commands. */
export class SwarmClient extends SwarmApi {
  constructor(options?: ClientOptions);
  /** Null before the first. */
  readonly state: SwarmState | null;
  /** The first snapshot as far as its parts have come: `complete` is false, `totals` are zero. Null without one. */
  readonly partialState: SwarmState | null;
  /** Everything up to here was delivered. */
  readonly cursor: Cursor | null;
  /** When the service was last heard, in milliseconds since 1970. */
  readonly heardAt: number | null;
  readonly status: Status;
  readonly stats: Record<string, number>;
  start(): void;
  stop(): void;
}
