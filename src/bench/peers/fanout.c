// A load client for servers that send events to many clients, in one thread, over loopback.
//
// It opens N subscribers (WebSocket, server-sent events, Socket.IO, Centrifuge's JSON, or HTTP polling), publishes
// numbered and time-stamped events over keep-alive HTTP, and prints one line of JSON for each measured phase:
// deliveries, lost, repeated and reordered events, latencies, and the server's processor time and memory.
//
// An event must keep "n": and "t_ns": somewhere in its text. Several events in one message are counted one by one.
// Latency counts from when an event was due, so a publisher that is held up hides nothing. --header goes to subscribers
// and publishers. One core takes about 1.8 million events a second.
//
// Build: gcc -O2 -Wall -o fanout fanout.c      Options: ./fanout --help
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif
typedef uint64_t u64;
typedef uint32_t u32;
typedef uint8_t u8;

// ---------------------------------------------------------------- options
enum { P_WS, P_SSE, P_SIO, P_CENT, P_POLL };

static struct {
    int port, pub_port, proto, conns, slow, inflight, srcs, pub_conns, pub_depth, size, no_pub, drain_ms, real_clock;
    int sse_early, spin_us, poll_ms, refine, nstart, nheader, mss, quiet, slow_drain;
    int groups, agents, filters; // what {g}, {a} and {f} go through
    double warmup, dur, settle, idle, stop_p99_ms, rate, warm_rate;
    double steps[64];
    int nsteps;
    pid_t pid;
    const char *path, *subproto, *pub_path, *pub_method, *pub_body, *pub_ctype, *start[8], *header[16], *ready;
    const char *peer, *scenario, *channel, *tag, *nkey, *tkey, *host_header;
} o = {.proto = P_WS,
       .conns = 100,
       .inflight = 64,
       .srcs = 1,
       .pub_conns = 8,
       .pub_depth = 1,
       .size = 160,
       .path = "/ws",
       .pub_path = "/publish",
       .pub_method = "POST",
       .pub_ctype = "application/json",
       .dur = 10,
       .rate = 50,
       .settle = 1,
       .drain_ms = 10000,
       .peer = "?",
       .scenario = "?",
       .channel = "swarm_updates",
       .nkey = "\"n\":",
       .tkey = "\"t_ns\":",
       .poll_ms = 1000,
       .groups = 1,
       .agents = 1,
       .filters = 1,
       .spin_us = 100,
       .stop_p99_ms = 100,
       .host_header = "localhost",
       .pub_body = "{\"n\":{n},\"t_ns\":{t},\"agent_id\":\"agent-17\",\"task_id\":\"task-4711\",\"status\":\"running\","
                   "\"progress\":42,\"pad\":\"{pad}\"}"};

// ---------------------------------------------------------------- clock and histogram
static u64 now_ns(void) {
    struct timespec t;
    clock_gettime(o.real_clock ? CLOCK_REALTIME : CLOCK_MONOTONIC, &t);
    return (u64)t.tv_sec * 1000000000ull + (u64)t.tv_nsec;
}

#define HSUB 7

typedef struct {
    u64 c[(64 - HSUB + 1) << HSUB], n, max;
} hist;

static inline void hadd(hist *h, u64 v) {
    int i;
    if (v < (1u << HSUB))
        i = (int)v;
    else {
        int e = 63 - __builtin_clzll(v);
        i = ((e - HSUB + 1) << HSUB) + (int)((v >> (e - HSUB)) & ((1u << HSUB) - 1));
    }
    h->c[i]++;
    h->n++;
    if (v > h->max) h->max = v;
}

static double hq(const hist *h, double q) { // milliseconds
    if (!h->n) return 0;
    u64 want = (u64)(q * (double)h->n + 0.5), s = 0;
    if (want < 1) want = 1;
    for (int i = 0; i < (int)(sizeof h->c / sizeof h->c[0]); i++) {
        s += h->c[i];
        if (s >= want) {
            if (i < (1 << HSUB)) return i / 1e6;
            int e = (i >> HSUB) - 1 + HSUB;
            double v = (double)((1ull << e) + (((u64)i & ((1u << HSUB) - 1)) << (e - HSUB)) + (1ull << (e - HSUB)) / 2);
            return (v > (double)h->max ? (double)h->max : v) / 1e6;
        }
    }
    return (double)h->max / 1e6;
}

// ---------------------------------------------------------------- connections
enum { K_SUB, K_SLOW, K_PUB };

enum { S_CONNECTING, S_HANDSHAKE, S_OPEN, S_READY, S_CLOSED };

#define WIN 1024

typedef struct conn {
    int fd, idx;
    u8 kind, st, chunked, chunk_st, close_after, in_flight, started;
    u32 pending; // pipelined publishes, or an outstanding poll
    u64 chunk_left;
    u8 *carry;
    u32 clen, ccap;
    u8 *out;
    u32 olen, ooff, ocap;
    u64 base, first, maxn,
        win[WIN / 64]; // by the number within the group; base: every one below it was seen (or given up)
    u32 holes;         // bits set in win
    u64 events, t_start;
} conn;

static conn *subs, *pubs;
static int nsubs, ep;
static int n_inflight, n_ready, n_failed, n_closed, n_slow_closed, n_slow_ready;
static u64 pub_http_err, pub_lost, pub_done, bad_frames, ws_pings, misrouted;
static hist H, HLAG, HCONN;

static struct {
    u64 n0, n1, uniq, dup, reorder, stale, bytes, frames, polls, poll_overrun, last_rx, all_events, slow_events;
} S;

static u64 next_n = 1, stamps[65536]; // when each of the last events was published (for pollers)
static int recording;
#define RCHUNK 262144
static u8 rb[1 << 20];

static void ep_mod(conn *c, u32 ev) {
    struct epoll_event e = {.events = ev | EPOLLET, .data.ptr = c};
    epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
}

static u32 want_in(conn *c) {
    return (c->kind == K_SLOW && c->st == S_READY && !c->started) ? EPOLLRDHUP : EPOLLIN | EPOLLRDHUP;
}

static void conn_close(conn *c) {
    if (c->st == S_CLOSED) return;
    if (c->kind != K_PUB) {
        if (c->st == S_READY) {
            if (c->kind == K_SLOW)
                n_slow_closed++;
            else
                n_closed++;
        } else
            n_failed++;
        if (c->in_flight) n_inflight--, c->in_flight = 0;
    } else {
        pub_lost += c->pending;
        c->pending = 0;
    }
    c->st = S_CLOSED;
    close(c->fd);
    c->fd = -1;
}

static void conn_send(conn *c, const void *d, size_t n) {
    const u8 *p = d;
    if (c->olen == c->ooff) {
        c->olen = c->ooff = 0;
        ssize_t w = send(c->fd, p, n, MSG_NOSIGNAL);
        if (w < 0) {
            if (errno != EAGAIN) {
                conn_close(c);
                return;
            }
            w = 0;
        }
        p += w;
        n -= (size_t)w;
        if (!n) return;
    }
    if (c->olen + n > c->ocap) c->out = realloc(c->out, c->ocap = (u32)(c->olen + n) * 2);
    memcpy(c->out + c->olen, p, n);
    c->olen += (u32)n;
    ep_mod(c, want_in(c) | EPOLLOUT);
}

static void ws_send(conn *c, int op, const void *d, size_t n) { // masked with key 0
    u8 b[4096];
    size_t h = 2;
    if (n > 4000) return;
    b[0] = (u8)(0x80 | op);
    if (n < 126)
        b[1] = (u8)(0x80 | n);
    else
        b[1] = 0x80 | 126, b[2] = (u8)(n >> 8), b[3] = (u8)n, h = 4;
    memset(b + h, 0, 4);
    memcpy(b + h + 4, d, n);
    conn_send(c, b, h + 4 + n);
}

static void save_carry(conn *c, const u8 *p, size_t n) {
    if (n > c->ccap) c->carry = realloc(c->carry, c->ccap = (u32)n + 512);
    if (n) memmove(c->carry, p, n);
    c->clen = (u32)n;
}

// Event n is for the group n % groups, and the n / groups-th of it. A subscriber gets the events of its own group.
static u64 group_of(const conn *c) { return (u64)(c->idx % o.groups); }

static u64 seq_from(u64 n, u64 group) { return n <= group ? 0 : (n - group + (u64)o.groups - 1) / (u64)o.groups; }

static void mark_ready(conn *c) {
    if (c->st == S_READY) return;
    c->st = S_READY;
    c->base = seq_from(next_n, group_of(c));
    if (c->in_flight) n_inflight--, c->in_flight = 0;
    hadd(&HCONN, now_ns() - c->t_start);
    if (c->kind == K_SLOW) {
        n_slow_ready++;
        ep_mod(c, EPOLLRDHUP); // from here on this one never reads
    } else
        n_ready++;
}

// ---------------------------------------------------------------- events
static void got_event(conn *c, u64 n, u64 t, u64 now) {
    if (c->kind == K_SLOW) {
        S.slow_events++;
        return;
    }
    S.all_events++;
    c->events++;
    if (o.no_pub && !c->first) c->first = c->base = n;
    if (n < S.n0) {
        S.stale++;
        return;
    }
    if (n % (u64)o.groups != group_of(c)) {
        misrouted++;
        return;
    }
    n /= (u64)o.groups;
    if (n == c->base && !c->holes)
        c->base++;
    else if (n < c->base) {
        S.dup++;
        return;
    } else {
        while (n >= c->base + WIN) { // give up the oldest
            u64 *w = &c->win[(c->base % WIN) / 64], bit = 1ull << (c->base % 64);
            if (*w & bit) *w &= ~bit, c->holes--;
            c->base++;
            if (!c->holes && n >= c->base + WIN) c->base = n;
        }
        u64 *w = &c->win[(n % WIN) / 64], bit = 1ull << (n % 64);
        if (*w & bit) {
            S.dup++;
            return;
        }
        if (n < c->maxn) S.reorder++;
        *w |= bit;
        c->holes++;
        while (c->holes) {
            u64 *v = &c->win[(c->base % WIN) / 64], vb = 1ull << (c->base % 64);
            if (!(*v & vb)) break;
            *v &= ~vb;
            c->holes--;
            c->base++;
        }
    }
    if (n > c->maxn) c->maxn = n;
    S.uniq++;
    S.last_rx = now;
    if (recording && t && t <= now) hadd(&H, now - t);
}

static u64 num(const u8 *p, const u8 *e) {
    u64 v = 0;
    while (p < e && (*p == ' ' || *p == '"')) p++;
    while (p < e && *p >= '0' && *p <= '9') v = v * 10 + (u64)(*p++ - '0');
    return v;
}

static size_t nkl, tkl;

static int scan(conn *c, const u8 *p, size_t len, u64 now) { // k-th "n" pairs with k-th "t_ns", in any field order
    const u8 *e = p + len, *pn = p, *pt = p;
    int k = 0;
    while ((pn = memmem(pn, (size_t)(e - pn), o.nkey, nkl))) {
        pn += nkl;
        u64 t = 0;
        if (pt && (pt = memmem(pt, (size_t)(e - pt), o.tkey, tkl))) pt += tkl, t = num(pt, e);
        got_event(c, num(pn, e), t, now);
        k++;
    }
    return k;
}

// ---------------------------------------------------------------- protocols
static void ws_text(conn *c, const u8 *p, size_t n, u64 now) {
    S.frames++;
    if (o.proto == P_SIO) {
        if (!n) return;
        if (p[0] == '2') {
            ws_send(c, 1, "3", 1);
            ws_pings++;
            return;
        }
        if (p[0] == '0') {
            ws_send(c, 1, "40", 2);
            return;
        }
        if (p[0] == '4' && n > 1 && p[1] == '0') {
            for (int i = 0; i < o.nstart; i++) ws_send(c, 1, o.start[i], strlen(o.start[i]));
            if (!o.ready) mark_ready(c);
            return;
        }
    }
    if (c->st == S_OPEN && o.ready && memmem(p, n, o.ready, strlen(o.ready))) mark_ready(c);
    scan(c, p, n, now);
}

static size_t ws_parse(conn *c, u8 *p, size_t n, u64 now) { // returns bytes consumed
    size_t off = 0;
    while (n - off >= 2 && c->st != S_CLOSED) {
        u8 *f = p + off;
        size_t h = 2, len = f[1] & 127;
        if (len == 126) {
            if (n - off < 4) break;
            len = (size_t)f[2] << 8 | f[3];
            h = 4;
        } else if (len == 127) {
            if (n - off < 10) break;
            len = 0;
            for (int i = 2; i < 10; i++) len = len << 8 | f[i];
            h = 10;
        }
        if (n - off < h + len) break;
        if (f[0] & 0x70) bad_frames++;
        int op = f[0] & 15;
        if (op == 9)
            ws_send(c, 10, f + h, len), ws_pings++;
        else if (op == 8) {
            conn_close(c);
            return n;
        } else if (op <= 2)
            ws_text(c, f + h, len, now);
        off += h + len;
    }
    return off;
}

static const u8 *hdr_find(const u8 *h, size_t n, const char *name, size_t *vl) {
    size_t l = strlen(name);
    const u8 *p = h, *e = h + n;
    while (p < e) {
        const u8 *nl = memchr(p, '\n', (size_t)(e - p));
        if (!nl) return NULL;
        if ((size_t)(nl - p) > l && !strncasecmp((const char *)p, name, l)) {
            p += l;
            while (p < nl && *p == ' ') p++;
            *vl = (size_t)(nl - p);
            return p;
        }
        p = nl + 1;
    }
    return NULL;
}

// A whole HTTP response in [b,b+n): 1 and *used when complete, 0 when more is needed, -1 when broken.
static int http_resp(u8 *b, size_t n, size_t *used, int *status, u8 **body, size_t *blen, int *closing) {
    u8 *he = memmem(b, n, "\r\n\r\n", 4);
    if (!he) return 0;
    size_t hl = (size_t)(he - b) + 4, vl;
    if (n < 12 || memcmp(b, "HTTP/1.", 7)) return -1;
    *status = atoi((char *)b + 9);
    const u8 *v = hdr_find(b, hl, "connection:", &vl);
    *closing = v && vl >= 5 && !strncasecmp((const char *)v, "close", 5);
    *body = b + hl;
    *blen = 0;
    if (*status == 204 || *status == 304 || *status < 200) {
        *used = hl;
        return 1;
    }
    if ((v = hdr_find(b, hl, "content-length:", &vl))) {
        size_t l = (size_t)atol((const char *)v);
        if (n < hl + l) return 0;
        *blen = l;
        *used = hl + l;
        return 1;
    }
    if ((v = hdr_find(b, hl, "transfer-encoding:", &vl))) {
        size_t p = hl;
        u8 *dst = b + hl;
        for (int pass = 0; pass < 2; pass++) { // first see whether all is there, then decode in place
            p = hl;
            for (;;) {
                u8 *nl = p < n ? memchr(b + p, '\n', n - p) : NULL;
                if (!nl) return 0;
                size_t l = strtoul((char *)b + p, NULL, 16);
                p = (size_t)(nl - b) + 1;
                if (p + l + 2 > n) return 0;
                if (pass && l) {
                    memmove(dst, b + p, l);
                    dst += l;
                }
                p += l + 2;
                if (!l) break;
            }
        }
        *blen = (size_t)(dst - *body);
        *used = p;
        return 1;
    }
    *used = n;
    *closing = 1;
    return 1;
}

static size_t dechunk(conn *c, u8 *s, size_t n, u8 *dst) { // incremental, in place
    size_t w = 0, i = 0;
    if (!c->chunked) {
        if (dst != s) memmove(dst, s, n);
        return n;
    }
    while (i < n) {
        if (c->chunk_st == 0) { // size line
            u8 ch = s[i++];
            if (isxdigit(ch))
                c->chunk_left = c->chunk_left * 16 + (u64)(ch <= '9' ? ch - '0' : (ch | 32) - 'a' + 10);
            else if (ch == ';')
                c->chunk_st = 3;
            else if (ch == '\n')
                c->chunk_st = c->chunk_left ? 1 : 4;
        } else if (c->chunk_st == 3) {
            if (s[i++] == '\n') c->chunk_st = c->chunk_left ? 1 : 4;
        } else if (c->chunk_st == 1) {
            size_t k = n - i < c->chunk_left ? n - i : (size_t)c->chunk_left;
            memmove(dst + w, s + i, k);
            w += k;
            i += k;
            c->chunk_left -= k;
            if (!c->chunk_left) c->chunk_st = 2;
        } else if (c->chunk_st == 2) {
            if (s[i++] == '\n') c->chunk_st = 0;
        } else
            return w; // end of stream
    }
    return w;
}

// The template with the values of its placeholders, which are named by one letter, such as {g}.
static void fill(char *to, size_t size, const char *template, const char *names, const u64 *values) {
    size_t w = 0;
    for (const char *p = template; *p && w + 24 < size;) {
        const char *name = p[0] == '{' && p[1] && p[2] == '}' ? strchr(names, p[1]) : NULL;
        if (name)
            w += (size_t)sprintf(to + w, "%llu", (unsigned long long)values[name - names]), p += 3;
        else
            to[w++] = *p++;
    }
    to[w] = 0;
}

static void send_start(conn *c) {
    char b[4096], path[1024];
    fill(path, sizeof path, o.path, "igf", (u64[]){(u64)c->idx, group_of(c), (u64)(c->idx % o.filters)});
    int ws = o.proto == P_WS || o.proto == P_SIO || o.proto == P_CENT;
    int n = snprintf(b, sizeof b, "GET %s HTTP/1.1\r\nHost: %s:%d\r\n", path, o.host_header, o.port);
    if (ws) {
        n += snprintf(b + n, sizeof b - (size_t)n,
                      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://%s:%d\r\n",
                      o.host_header, o.port);
        if (o.subproto) n += snprintf(b + n, sizeof b - (size_t)n, "Sec-WebSocket-Protocol: %s\r\n", o.subproto);
    } else if (o.proto == P_SSE)
        n += snprintf(b + n, sizeof b - (size_t)n, "Accept: text/event-stream\r\nCache-Control: no-cache\r\n");
    else
        n += snprintf(b + n, sizeof b - (size_t)n, "Accept: application/json\r\n");
    for (int i = 0; i < o.nheader; i++) n += snprintf(b + n, sizeof b - (size_t)n, "%s\r\n", o.header[i]);
    n += snprintf(b + n, sizeof b - (size_t)n, "\r\n");
    conn_send(c, b, (size_t)n);
}

static int on_read(conn *c) { // edge-triggered: 1 = the buffer came back full, read again
    if (c->clen > sizeof rb / 2) {
        conn_close(c);
        return 0;
    }
    if (c->clen) memcpy(rb, c->carry, c->clen);
    ssize_t r = recv(c->fd, rb + c->clen, RCHUNK, 0);
    int again = r == RCHUNK;
    if (r < 0 && errno == EAGAIN) return 0;
    if (r <= 0) {
        conn_close(c);
        return 0;
    }
    u64 now = now_ns();
    size_t n = c->clen + (size_t)r;
    if (c->kind == K_PUB) {
        size_t off = 0, used, bl;
        int st, cl, rc;
        u8 *bd;
        while (off < n && (rc = http_resp(rb + off, n - off, &used, &st, &bd, &bl, &cl))) {
            if (rc < 0) {
                conn_close(c);
                return 0;
            }
            off += used;
            if (c->pending) c->pending--;
            pub_done++;
            if (st < 200 || st > 299) pub_http_err++;
            if (cl) {
                conn_close(c);
                return 0;
            }
        }
        save_carry(c, rb + off, n - off);
        return again;
    }
    if (c->kind == K_SUB) S.bytes += (u64)r;
    if (o.proto == P_POLL) {
        size_t used, bl;
        u8 *bd;
        int st, cl, rc = http_resp(rb, n, &used, &st, &bd, &bl, &cl);
        if (rc < 0) {
            conn_close(c);
            return 0;
        }
        if (!rc) {
            save_carry(c, rb, n);
            return again;
        }
        c->pending = 0;
        if (c->st == S_HANDSHAKE)
            mark_ready(c);
        else {
            S.polls++;
            u64 v = 0, x;
            for (u8 *t = bd; (t = memmem(t, (size_t)(bd + bl - t), o.nkey, nkl));)
                if ((x = num(t += nkl, bd + bl)) > v) v = x;
            if (v > c->maxn) { // a poll that saw something new: how stale was it?
                // every event since the last poll became visible now, though only the newest state is shown
                for (u64 k = c->maxn + 1 > S.n0 ? c->maxn + 1 : S.n0; recording && c->maxn && k <= v; k++)
                    hadd(&H, now - stamps[k % 65536]);
                c->maxn = v;
                S.uniq++;
                S.last_rx = now;
            }
        }
        if (cl) {
            c->st = S_CONNECTING;
            close(c->fd);
            c->fd = -1;
        }
        c->clen = 0;
        return again;
    }
    size_t off = 0;
    if (c->st == S_HANDSHAKE) {
        u8 *he = memmem(rb, n, "\r\n\r\n", 4);
        if (!he) {
            save_carry(c, rb, n);
            return again;
        }
        size_t hl = (size_t)(he - rb) + 4, vl;
        int st = atoi((char *)rb + 9), ws = o.proto != P_SSE;
        if (st != (ws ? 101 : 200)) {
            if (!o.quiet) fprintf(stderr, "handshake refused: %.*s\n", (int)(hl > 300 ? 300 : hl), rb);
            conn_close(c);
            return 0;
        }
        c->st = S_OPEN;
        off = hl;
        if (!ws) {
            const u8 *v = hdr_find(rb, hl, "transfer-encoding:", &vl);
            c->chunked = v && vl >= 7 && !strncasecmp((const char *)v, "chunked", 7);
            mark_ready(c);
        } else if (o.proto != P_SIO) {
            for (int i = 0; i < o.nstart; i++) ws_send(c, 1, o.start[i], strlen(o.start[i]));
            if (!o.ready) mark_ready(c);
        }
        memmove(rb, rb + off, n - off);
        n -= off;
        c->clen = 0;
    } else if (c->st == S_READY && o.proto == P_SSE && o.sse_early && !c->first && !c->chunked && c->clen == 0 &&
               n > 5 && !memcmp(rb, "HTTP/", 5)) { // --sse-early: response headers come only with the first event
        u8 *he = memmem(rb, n, "\r\n\r\n", 4);
        if (!he) {
            save_carry(c, rb, n);
            return again;
        }
        size_t hl = (size_t)(he - rb) + 4, vl;
        const u8 *v = hdr_find(rb, hl, "transfer-encoding:", &vl);
        c->chunked = v && vl >= 7 && !strncasecmp((const char *)v, "chunked", 7);
        c->first = 1;
        memmove(rb, rb + hl, n - hl);
        n -= hl;
    }
    if (o.proto == P_SSE) {
        n = c->clen + dechunk(c, rb + c->clen, n - c->clen, rb + c->clen);
        size_t s = 0;
        for (;;) {
            u8 *nl = memchr(rb + s, '\n', n - s);
            if (!nl) break;
            size_t l = (size_t)(nl - rb) - s;
            if (l > 5 && !memcmp(rb + s, "data:", 5)) S.frames++, scan(c, rb + s + 5, l - 5, now);
            s += l + 1;
        }
        if (c->st != S_CLOSED) save_carry(c, rb + s, n - s);
        if (c->chunk_st == 4) conn_close(c);
    } else {
        size_t used = ws_parse(c, rb, n, now);
        if (c->st != S_CLOSED) save_carry(c, rb + used, n - used);
    }
    return again && c->st != S_CLOSED;
}

// ---------------------------------------------------------------- connecting
static struct sockaddr_in dst_addr(int port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}

static int conn_start(conn *c) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0) {
        perror("socket");
        return -1;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    int mss = o.mss;
    if (c->kind == K_SLOW) { // a small window, so that the kernel does not hide the backlog
        int rbuf = 4096;
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &rbuf, sizeof rbuf);
        if (!mss) mss = 1400;
    }
    if (mss) setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &mss, sizeof mss);
    if (o.srcs > 1 && c->kind != K_PUB) {
        struct sockaddr_in s = {.sin_family = AF_INET};
        s.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + (u32)(c->idx % o.srcs));
        setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
        if (bind(fd, (struct sockaddr *)&s, sizeof s)) perror("bind");
    }
    struct sockaddr_in a = dst_addr(c->kind == K_PUB ? o.pub_port : o.port);
    c->fd = fd;
    c->st = S_CONNECTING;
    c->clen = c->olen = c->ooff = 0;
    c->chunked = c->chunk_st = 0;
    c->t_start = now_ns();
    if (connect(fd, (struct sockaddr *)&a, sizeof a) && errno != EINPROGRESS) {
        perror("connect");
        close(fd);
        return -1;
    }
    struct epoll_event e = {.events = EPOLLOUT | EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = c};
    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
    return 0;
}

static void on_writable(conn *c) {
    if (c->st == S_CONNECTING) {
        int err = 0;
        socklen_t l = sizeof err;
        getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &err, &l);
        if (err) {
            conn_close(c);
            return;
        }
        ep_mod(c, EPOLLIN | EPOLLRDHUP);
        if (c->kind == K_PUB) {
            c->st = S_READY;
            return;
        }
        c->st = S_HANDSHAKE;
        send_start(c);
        if (o.proto == P_SSE && o.sse_early) mark_ready(c);
        return;
    }
    if (c->olen > c->ooff) {
        ssize_t w = send(c->fd, c->out + c->ooff, c->olen - c->ooff, MSG_NOSIGNAL);
        if (w < 0) {
            if (errno != EAGAIN) conn_close(c);
            return;
        }
        c->ooff += (u32)w;
    }
    if (c->olen == c->ooff) {
        c->olen = c->ooff = 0;
        ep_mod(c, want_in(c));
    }
}

static void loop_once(u64 until) {
    static struct epoll_event ev[512];
    u64 now = now_ns();
    struct timespec ts = {0, 0};
    // Within a burst poll instead of sleeping, so that neither side pays a cross-core wake-up for every message.
    static u64 last_busy;
    static const struct timespec zero;
    int k = 0;
    while (now - last_busy < (u64)o.spin_us * 1000 && now < until && !(k = epoll_pwait2(ep, ev, 512, &zero, NULL)))
        now = now_ns();
    if (!k) {
        if (until > now) {
            u64 d = until - now;
            ts.tv_nsec = d > 50000000 ? 50000000 : (long)d;
        } else
            ts.tv_nsec = 0;
        k = epoll_pwait2(ep, ev, 512, &ts, NULL);
    }
    if (k > 0 && o.spin_us) last_busy = now_ns();
    for (int i = 0; i < k; i++) {
        conn *c = ev[i].data.ptr;
        if (c->st == S_CLOSED || c->fd < 0) continue;
        if (ev[i].events & EPOLLOUT) on_writable(c);
        if (c->st == S_CLOSED || c->fd < 0) continue;
        if (ev[i].events & EPOLLIN) {
            while (on_read(c) && c->fd >= 0);
            if (ev[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR) && c->st != S_CLOSED && c->fd >= 0)
                while (c->st != S_CLOSED && c->fd >= 0 && on_read(c));
        } else if (ev[i].events & (EPOLLERR | EPOLLHUP | EPOLLRDHUP))
            conn_close(c);
    }
}

static void wait_s(double s) {
    u64 end = now_ns() + (u64)(s * 1e9);
    while (now_ns() < end) loop_once(end);
}

static double connect_all(int from, int count) {
    u64 t0 = now_ns(), last = t0;
    int next = from, done = -1, before = n_ready + n_slow_ready + n_failed + n_closed;
    while (n_ready + n_slow_ready + n_failed + n_closed - before < count) {
        while (next < from + count && n_inflight < o.inflight) {
            conn *c = &subs[next++];
            n_inflight++;
            c->in_flight = 1;
            if (conn_start(c)) {
                c->st = S_CLOSED;
                n_failed++;
                n_inflight--;
                c->in_flight = 0;
            }
        }
        loop_once(now_ns() + 10000000);
        int d = n_ready + n_slow_ready + n_failed;
        if (d != done) done = d, last = now_ns();
        if (now_ns() - last > 20000000000ull) {
            fprintf(stderr, "connect stalled at %d\n", d);
            break;
        }
    }
    return (double)(now_ns() - t0) / 1e9;
}

// ---------------------------------------------------------------- publishing
static char req_headers[4096]; // all that follows the first line, up to the length of the body
static int rr;

static int pub_one(u64 stamp) {
    conn *c = NULL;
    for (int i = 0; i < o.pub_conns; i++) {
        conn *x = &pubs[rr = (rr + 1) % o.pub_conns];
        if (x->st == S_CLOSED)
            conn_start(x);
        else if (x->st == S_READY && x->pending < (u32)o.pub_depth) {
            c = x;
            break;
        }
    }
    if (!c) return 0;
    static char body[65536], req[75000], pad[65536], path[1024];
    char nb[24], tb[24];
    int nl = sprintf(nb, "%llu", (unsigned long long)next_n), tl = sprintf(tb, "%llu", (unsigned long long)stamp);
    size_t w = 0, fixed = 0;
    for (const char *p = o.pub_body; *p;) { // measure, to pad the body to --size
        if (!strncmp(p, "{n}", 3))
            fixed += (size_t)nl, p += 3;
        else if (!strncmp(p, "{t}", 3))
            fixed += (size_t)tl, p += 3;
        else if (!strncmp(p, "{pad}", 5))
            p += 5;
        else
            fixed++, p++;
    }
    size_t np = (size_t)o.size > fixed ? (size_t)o.size - fixed : 0;
    if (!pad[0]) memset(pad, 'x', sizeof pad - 1);
    for (const char *p = o.pub_body; *p && w < sizeof body - 4096;) {
        if (!strncmp(p, "{n}", 3))
            memcpy(body + w, nb, (size_t)nl), w += (size_t)nl, p += 3;
        else if (!strncmp(p, "{t}", 3))
            memcpy(body + w, tb, (size_t)tl), w += (size_t)tl, p += 3;
        else if (!strncmp(p, "{pad}", 5))
            memcpy(body + w, pad, np), w += np, p += 5;
        else
            body[w++] = *p++;
    }
    fill(path, sizeof path, o.pub_path, "ga", (u64[]){next_n % (u64)o.groups, next_n % (u64)o.agents});
    int h = sprintf(req, "%s %s HTTP/1.1\r\n%sContent-Length: %zu\r\n\r\n", o.pub_method, path, req_headers, w);
    memcpy(req + h, body, w);
    stamps[next_n % 65536] = stamp;
    next_n++;
    c->pending++;
    conn_send(c, req, (size_t)h + w);
    return 1;
}

// ---------------------------------------------------------------- server and machine accounting
static pid_t tree[256];
static int ntree;

static void scan_tree(void) {
    static struct {
        pid_t p, pp;
    } all[8192];

    int n = 0;
    ntree = 0;
    if (!o.pid) return;
    DIR *d = opendir("/proc");
    for (struct dirent *e; (e = readdir(d)) && n < 8192;) {
        if (!isdigit((u8)e->d_name[0])) continue;
        char f[300], b[1024];
        snprintf(f, sizeof f, "/proc/%s/stat", e->d_name);
        FILE *x = fopen(f, "r");
        if (!x) continue;
        size_t k = fread(b, 1, sizeof b - 1, x);
        fclose(x);
        b[k] = 0;
        char *p = strrchr(b, ')');
        if (!p) continue;
        all[n].p = atoi(e->d_name);
        all[n++].pp = atoi(p + 4);
    }
    closedir(d);
    tree[ntree++] = o.pid;
    for (int i = 0; i < ntree; i++)
        for (int j = 0; j < n; j++)
            if (all[j].pp == tree[i] && ntree < 256) tree[ntree++] = all[j].p;
}

static double srv_cpu(void) { // seconds, user+sys of the tree
    double s = 0;
    for (int i = 0; i < ntree; i++) {
        char f[64], b[1024];
        snprintf(f, sizeof f, "/proc/%d/stat", tree[i]);
        FILE *x = fopen(f, "r");
        if (!x) continue;
        size_t k = fread(b, 1, sizeof b - 1, x);
        fclose(x);
        b[k] = 0;
        char *p = strrchr(b, ')');
        unsigned long u = 0, y = 0;
        if (p) sscanf(p + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &u, &y);
        s += (double)(u + y) / (double)sysconf(_SC_CLK_TCK);
    }
    return s;
}

static double srv_mem(const char *key) { // MB
    double s = 0;
    for (int i = 0; i < ntree; i++) {
        char f[64], l[256];
        snprintf(f, sizeof f, "/proc/%d/status", tree[i]);
        FILE *x = fopen(f, "r");
        if (!x) continue;
        while (fgets(l, sizeof l, x))
            if (!strncmp(l, key, strlen(key))) s += atof(l + strlen(key) + 1) / 1024;
        fclose(x);
    }
    return s;
}

static double machine_busy(void) { // core-seconds, everything
    FILE *x = fopen("/proc/stat", "r");
    double u = 0, n = 0, s = 0, id, io, q = 0, sq = 0, st = 0;
    if (!x) return 0;
    if (fscanf(x, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", &u, &n, &s, &id, &io, &q, &sq, &st) != 8) u = 0;
    fclose(x);
    return (u + n + s + q + sq + st) / (double)sysconf(_SC_CLK_TCK);
}

static double self_cpu(void) {
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) + (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

// ---------------------------------------------------------------- one phase: publish, drain, report
static double rss0, rss1, conn_s, idle_cpu;
static u64 poll_j, poll_t0;

static u64 poll_due(void) { return poll_t0 + poll_j * (u64)o.poll_ms * 1000000ull / (u64)o.conns; }

static void do_polls(u64 now) {
    while (poll_due() <= now) {
        conn *c = &subs[poll_j++ % (u64)o.conns];
        if (c->st == S_READY && !c->pending)
            c->pending = 1, send_start(c);
        else {
            S.poll_overrun++;
            if (c->st == S_CLOSED || c->fd < 0) conn_start(c);
        }
    }
}

static u64 *members; // of each group, when the phase began

static void count_members(void) {
    memset(members, 0, (size_t)o.groups * sizeof *members);
    for (int i = 0; i < nsubs; i++)
        if (subs[i].kind == K_SUB && subs[i].st == S_READY) members[group_of(&subs[i])]++;
}

static u64 expected(void) { // deliveries in this phase
    u64 all = 0;
    for (u64 g = 0; g < (u64)o.groups; g++) all += members[g] * (seq_from(S.n1, g) - seq_from(S.n0, g));
    return all;
}

// What a phase did, besides what is counted in S, H and HLAG.
typedef struct {
    double rate, dur, cpu, self, other, span, wall; // seconds, but for the rate
    double published_s, rss[128];
    int nrss, live, closed, ok;
    u64 expected, missing, slow_stalled; // slow_stalled: events that slow clients got before they began to read
} outcome;

static void begin_phase(int rec) {
    memset(&S, 0, sizeof S);
    memset(&H, 0, sizeof H);
    memset(&HLAG, 0, sizeof HLAG);
    recording = rec;
    pub_http_err = pub_lost = pub_done = 0;
    S.n0 = next_n;
    for (int i = 0; i < nsubs; i++) {
        conn *c = &subs[i];
        if (o.no_pub || o.proto == P_POLL) {
            c->first = 0;
            continue;
        }
        c->base = seq_from(next_n, group_of(c));
        c->maxn = c->holes = 0;
        memset(c->win, 0, sizeof c->win);
    }
    scan_tree();
    count_members();
}

// Publishes and polls at their rates until the phase is over. Returns how many of the planned events were not sent.
static u64 drive(outcome *x, u64 t0) {
    u64 tend = t0 + (u64)(x->dur * 1e9), hard = tend + (u64)(x->dur * 0.25e9) + 1000000000ull;
    u64 planned = x->rate > 0 && !o.no_pub ? (u64)(x->rate * x->dur + 0.5) : 0, sent = 0, rss_next = t0;
    double gap = x->rate > 0 ? 1e9 / x->rate : 0;
    poll_j = 0;
    poll_t0 = t0;
    for (;;) {
        u64 now = now_ns(), next = tend;
        if (planned) {
            for (u64 due; sent < planned && (due = t0 + (u64)((double)sent * gap)) <= now; sent++) {
                if (!pub_one(due)) break; // stamped with the intended time: no coordinated omission
                hadd(&HLAG, now - due);
            }
            if (sent < planned) next = t0 + (u64)((double)sent * gap);
        } else if (!o.no_pub)
            while (now < tend && pub_one(now)) now = now_ns();
        if (o.proto == P_POLL) {
            do_polls(now);
            if (poll_due() < next) next = poll_due();
        }
        if (now >= rss_next && x->nrss < 128) {
            x->rss[x->nrss++] = srv_mem("VmRSS:");
            rss_next += 1000000000ull;
        }
        if ((now >= tend && sent >= planned) || now >= hard) return planned - sent;
        if (next <= now) next = now + 1000000; // blocked on a publisher connection: woken by its answer
        if (rss_next < next && x->nrss < 128) next = rss_next;
        loop_once(next);
    }
}

static void drain(u64 expect) { // until all is there, nothing comes for 2.5 s, or the patience ends
    u64 quiet = now_ns(), until = quiet + (u64)o.drain_ms * 1000000ull, last = 0;
    while (o.proto != P_POLL && (S.uniq < expect || o.no_pub) && now_ns() < until) {
        loop_once(now_ns() + 20000000);
        if (S.uniq != last) {
            last = S.uniq;
            quiet = now_ns();
        }
        if (now_ns() - quiet > 2500000000ull) break;
    }
}

static void read_what_slow_clients_left(void) { // how much was kept for them?
    for (int i = o.conns; i < nsubs; i++) {
        if (subs[i].st != S_READY) continue;
        subs[i].started = 1;
        ep_mod(&subs[i], EPOLLIN | EPOLLRDHUP);
    }
    wait_s(o.slow_drain);
}

static void put_text(const char *name, const char *value) { printf("\"%s\":\"%s\",", name, value); }

static void put_count(const char *name, u64 value) { printf("\"%s\":%llu,", name, (unsigned long long)value); }

static void put_real(const char *name, int decimals, double value) { printf("\"%s\":%.*f,", name, decimals, value); }

static double per(double value, double count) { return count > 0 ? value / count : 0; }

static void report(const outcome *x, const char *label) {
    double events = (double)(S.n1 - S.n0), deliveries = (double)S.uniq;
    printf("{");
    put_text("peer", o.peer);
    put_text("scenario", o.scenario);
    put_text("tag", o.tag ? o.tag : "");
    put_text("phase", label);
    put_count("time", (u64)time(NULL));
    put_count("ok", (u64)x->ok);
    put_count("conns", (u64)x->live);
    put_count("failed", (u64)n_failed);
    put_count("closed", (u64)x->closed);
    put_real("rate", 0, x->rate);
    put_real("dur_s", 1, x->dur);
    put_count("size", (u64)o.size);
    put_count("published", S.n1 - S.n0);
    put_real("pub_per_s", 1, per(events, x->published_s));
    put_count("pub_http_err", pub_http_err);
    put_count("pub_lost", pub_lost);
    put_real("pub_lag_p99_ms", 3, hq(&HLAG, .99));
    put_real("pub_lag_max_ms", 3, hq(&HLAG, 1));
    put_count("expected", x->expected);
    put_count("delivered", S.uniq);
    put_count("missing", x->missing);
    put_count("dup", S.dup);
    put_count("reordered", S.reorder);
    put_count("misrouted", misrouted);
    put_count("bad_frames", bad_frames);
    put_real("deliveries_per_s", 0, deliveries / x->span);
    put_real("events_per_s", 1, per(deliveries / x->span, x->live));
    put_real("p50_ms", 3, hq(&H, .5));
    put_real("p90_ms", 3, hq(&H, .9));
    put_real("p99_ms", 3, hq(&H, .99));
    put_real("p999_ms", 3, hq(&H, .999));
    put_real("max_ms", 3, (double)H.max / 1e6);
    put_count("frames", S.frames);
    put_count("bytes", S.bytes);
    if (o.proto == P_POLL) {
        put_count("polls", S.polls);
        put_count("poll_overrun", S.poll_overrun);
        put_real("cpu_us_per_poll", 2, per(x->cpu * 1e6, (double)S.polls));
    }
    put_real("srv_cpu_s", 2, x->cpu);
    put_real("srv_cpu_cores", 3, x->cpu / x->wall);
    put_real("cpu_us_per_delivery", 3, per(x->cpu * 1e6, deliveries));
    put_real("cpu_us_per_event", 2, per(x->cpu * 1e6, events));
    put_real("client_cores", 3, x->self / x->wall);
    put_real("other_cores", 3, x->other / x->wall);
    put_real("rss_before_mb", 1, rss0);
    put_real("rss_connected_mb", 1, rss1);
    put_real("rss_end_mb", 1, srv_mem("VmRSS:"));
    put_real("rss_hwm_mb", 1, srv_mem("VmHWM:"));
    put_real("kb_per_conn", 2, per((rss1 - rss0) * 1024, nsubs));
    put_real("connect_s", 3, conn_s);
    put_real("conn_per_s", 0, per(nsubs, conn_s));
    put_real("handshake_p99_ms", 1, hq(&HCONN, .99));
    put_real("idle_cpu_cores", 4, idle_cpu);
    if (o.slow) {
        put_count("slow", (u64)n_slow_ready);
        put_count("slow_closed", (u64)n_slow_closed);
        put_count("slow_events_while_stalled", x->slow_stalled);
        put_count("slow_events_after", S.slow_events - x->slow_stalled);
    }
    printf("\"rss_series_mb\":[");
    for (int i = 0; i < x->nrss; i++) printf("%s%.0f", i ? "," : "", x->rss[i]);
    printf("]}\n");
    fflush(stdout);
}

// Returns whether nothing was lost and, where the rate is searched for, the 99th percentile is good enough.
static int phase(double rate, double dur, int rec, const char *label) {
    outcome x = {.rate = rate, .dur = dur};
    begin_phase(rec);
    x.live = n_ready - n_closed;
    int closed0 = n_closed;
    double cpu0 = srv_cpu(), me0 = self_cpu(), busy0 = machine_busy();
    u64 t0 = now_ns(), unsent = drive(&x, t0), pub_end = now_ns();
    S.n1 = next_n;
    x.expected = o.no_pub ? 0 : expected();
    drain(x.expected);
    u64 t1 = S.last_rx > pub_end ? S.last_rx : pub_end;
    x.published_s = (double)(pub_end - t0) / 1e9;
    x.span = (double)(t1 - t0) / 1e9;
    x.wall = (double)(now_ns() - t0) / 1e9;
    x.cpu = srv_cpu() - cpu0;
    x.self = self_cpu() - me0;
    x.other = machine_busy() - busy0 - x.cpu - x.self;
    x.closed = n_closed - closed0;
    for (int i = 0; o.no_pub && i < nsubs; i++)
        if (subs[i].first) x.expected += subs[i].maxn - subs[i].first + 1;
    x.missing = x.expected > S.uniq ? x.expected - S.uniq : 0;
    x.ok = o.proto == P_POLL || (!x.missing && !unsent);
    x.slow_stalled = S.slow_events;
    if (rec && o.slow && o.slow_drain) read_what_slow_clients_left();
    if (!rec) return x.ok;
    report(&x, label);
    return x.ok && (o.nsteps == 0 || hq(&H, .99) < o.stop_p99_ms);
}

// One phase for each rate, until one is too high; then the rate between it and the last good one, a few times.
static void search_rate(void) {
    double good = 0, bad = 0;
    for (int i = 0; i < o.nsteps && !bad; i++) {
        int is_good = phase(o.steps[i], o.dur, 1, "step");
        if (!is_good) { // one more try: a single hiccup of the machine is not the server's limit
            wait_s(1);
            is_good = phase(o.steps[i], o.dur, 1, "retry");
        }
        if (is_good)
            good = o.steps[i];
        else
            bad = o.steps[i];
        wait_s(0.3);
    }
    for (int i = 0; i < o.refine && bad > 0 && good > 0; i++) {
        double mid = (double)(long)((good + bad) / 2);
        wait_s(1);
        if (phase(mid, o.dur, 1, "refine"))
            good = mid;
        else
            bad = mid;
    }
}

// ---------------------------------------------------------------- options and the whole run
static const char *usage =
    "fanout --port P [--peer NAME --scenario NAME --tag T] [--server-pid PID]\n"
    " subscribers: --proto ws|sse|sio|centrifuge|poll --path /ws --conns N --slow K --inflight 64 --srcs 1\n"
    "   --header 'K: V' --subproto S --start MSG (sent when open; repeat) --ready STR (text that marks a subscriber "
    "ready)\n"
    "   --channel C (centrifuge) --sse-early (do not wait for SSE response headers) --poll-ms 1000 --mss BYTES --host "
    "NAME\n"
    " publisher: --pub-port P --pub-path /publish --pub-method POST --pub-body TEMPLATE ({n} {t} {pad}) --pub-ctype T "
    "--size BYTES\n"
    "   --pub-conns 8 --pub-depth 1 --no-pub (the server makes its own load; events then need n and t_ns, see "
    "--clock)\n"
    " placeholders: {i} in --path is the number of the subscriber; {f} there goes through 0 to --filters less 1\n"
    "   {g} in --path and --pub-path goes through 0 to --groups less 1: a subscriber gets the events of its group "
    "only\n"
    "   {a} in --pub-path goes through 0 to --agents less 1\n"
    " run: --rate R (0 = as fast as possible) --dur S --warmup S --warm-rate R --settle S --idle S --drain-ms MS "
    "--slow-drain S\n"
    "   --steps r1,r2,.. (one phase each, stop at the first that loses events or has p99 > --stop-p99-ms) --refine K "
    "(bisections)\n"
    "   --nkey '\"n\":' --tkey '\"t_ns\":' --clock mono|real --spin-us 100 --quiet\n";

// An option sets the one field that is not NULL here; one without any is in read_option.
typedef struct {
    const char *name;
    int *number;
    double *real;
    const char **text;
    int *flag;
} option_of;

static const option_of options[] = {{"port", .number = &o.port},
                                    {"conns", .number = &o.conns},
                                    {"slow", .number = &o.slow},
                                    {"inflight", .number = &o.inflight},
                                    {"srcs", .number = &o.srcs},
                                    {"poll-ms", .number = &o.poll_ms},
                                    {"mss", .number = &o.mss},
                                    {"pub-port", .number = &o.pub_port},
                                    {"size", .number = &o.size},
                                    {"pub-conns", .number = &o.pub_conns},
                                    {"pub-depth", .number = &o.pub_depth},
                                    {"drain-ms", .number = &o.drain_ms},
                                    {"slow-drain", .number = &o.slow_drain},
                                    {"refine", .number = &o.refine},
                                    {"server-pid", .number = &o.pid},
                                    {"spin-us", .number = &o.spin_us},
                                    {"groups", .number = &o.groups},
                                    {"agents", .number = &o.agents},
                                    {"filters", .number = &o.filters},
                                    {"rate", .real = &o.rate},
                                    {"dur", .real = &o.dur},
                                    {"warmup", .real = &o.warmup},
                                    {"warm-rate", .real = &o.warm_rate},
                                    {"settle", .real = &o.settle},
                                    {"idle", .real = &o.idle},
                                    {"stop-p99-ms", .real = &o.stop_p99_ms},
                                    {"path", .text = &o.path},
                                    {"subproto", .text = &o.subproto},
                                    {"ready", .text = &o.ready},
                                    {"channel", .text = &o.channel},
                                    {"pub-path", .text = &o.pub_path},
                                    {"pub-method", .text = &o.pub_method},
                                    {"pub-body", .text = &o.pub_body},
                                    {"pub-ctype", .text = &o.pub_ctype},
                                    {"nkey", .text = &o.nkey},
                                    {"tkey", .text = &o.tkey},
                                    {"peer", .text = &o.peer},
                                    {"scenario", .text = &o.scenario},
                                    {"tag", .text = &o.tag},
                                    {"host", .text = &o.host_header},
                                    {"no-pub", .flag = &o.no_pub},
                                    {"sse-early", .flag = &o.sse_early},
                                    {"quiet", .flag = &o.quiet},
                                    {"proto"},
                                    {"header"},
                                    {"start"},
                                    {"steps"},
                                    {"clock"},
                                    {"help"}};

enum { NOPTIONS = sizeof options / sizeof options[0] };

static int proto_of(const char *name) {
    static const char *names[] = {
        [P_WS] = "ws", [P_SSE] = "sse", [P_SIO] = "sio", [P_CENT] = "centrifuge", [P_POLL] = "poll"};
    for (int i = 0; i <= P_POLL; i++)
        if (!strcmp(name, names[i])) return i;
    return -1;
}

static int read_option(const option_of *option, char *value) { // 0 when it is understood
    if (option->number)
        *option->number = atoi(value);
    else if (option->real)
        *option->real = atof(value);
    else if (option->text)
        *option->text = value;
    else if (option->flag)
        *option->flag = 1;
    else if (!strcmp(option->name, "proto"))
        return (o.proto = proto_of(value)) < 0;
    else if (!strcmp(option->name, "header")) {
        if (o.nheader == 16) return 1;
        o.header[o.nheader++] = value;
    } else if (!strcmp(option->name, "start")) {
        if (o.nstart == 8) return 1;
        o.start[o.nstart++] = value;
    } else if (!strcmp(option->name, "clock"))
        o.real_clock = !strcmp(value, "real");
    else if (!strcmp(option->name, "steps"))
        for (char *p = strtok(value, ","); p && o.nsteps < 64; p = strtok(NULL, ",")) o.steps[o.nsteps++] = atof(p);
    else
        return 1;
    return 0;
}

static int read_options(int argc, char **argv) { // 0 when all are understood
    struct option known[NOPTIONS + 1] = {{0}};
    for (int i = 0; i < NOPTIONS; i++)
        known[i].name = options[i].name, known[i].has_arg = !options[i].flag && strcmp(options[i].name, "help");
    for (int c, i; (c = getopt_long(argc, argv, "", known, &i)) != -1;)
        if (c || read_option(&options[i], optarg)) return 1;
    if (o.size > 60000) o.size = 60000;
    if (!o.pub_port) o.pub_port = o.port;
    return !o.port || o.groups < 1 || o.agents < 1 || o.filters < 1;
}

static void speak_centrifuge(void) { // unless --start says what to send
    static char subscribe[512];
    if (o.proto != P_CENT || o.nstart) return;
    snprintf(subscribe, sizeof subscribe, "{\"id\":2,\"method\":1,\"params\":{\"channel\":\"%s\"}}", o.channel);
    o.start[0] = "{\"id\":1,\"params\":{}}";
    o.start[1] = subscribe;
    o.nstart = 2;
    if (!o.ready) o.ready = "\"id\":2";
}

static void prepare_process(void) {
    struct rlimit most, big = {1048576, 1048576};
    getrlimit(RLIMIT_NOFILE, &most);
    most.rlim_cur = most.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &big)) setrlimit(RLIMIT_NOFILE, &most);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_TIMERSLACK, 1000, 0, 0, 0);
    ep = epoll_create1(EPOLL_CLOEXEC);
}

static void make_clients(void) {
    nsubs = o.conns + o.slow;
    subs = calloc((size_t)nsubs, sizeof *subs);
    pubs = calloc((size_t)o.pub_conns, sizeof *pubs);
    members = calloc((size_t)o.groups, sizeof *members);
    for (int i = 0; i < nsubs; i++)
        subs[i] = (conn){.fd = -1, .idx = i, .kind = i < o.conns ? K_SUB : K_SLOW, .st = S_CLOSED};
    int w = snprintf(req_headers, sizeof req_headers, "Host: %s:%d\r\nContent-Type: %s\r\n", o.host_header, o.pub_port,
                     o.pub_ctype);
    for (int i = 0; i < o.nheader; i++)
        w += snprintf(req_headers + w, sizeof req_headers - (size_t)w, "%s\r\n", o.header[i]);
}

static void connect_clients(void) { // and see what they cost while nothing happens
    scan_tree();
    rss0 = srv_mem("VmRSS:");
    conn_s = connect_all(0, nsubs);
    wait_s(o.settle);
    scan_tree();
    rss1 = srv_mem("VmRSS:");
    for (int i = 0; !o.no_pub && i < o.pub_conns; i++) {
        pubs[i].kind = K_PUB;
        pubs[i].idx = i;
        conn_start(&pubs[i]);
    }
    wait_s(0.1);
    if (o.idle > 0) {
        double before = srv_cpu();
        wait_s(o.idle);
        idle_cpu = (srv_cpu() - before) / o.idle;
        rss1 = srv_mem("VmRSS:");
    }
}

static void disconnect_clients(void) { // by reset, so that 10,000 TIME_WAITs do not meet the next run
    struct linger reset = {1, 0};
    for (int i = 0; i < nsubs; i++) {
        if (subs[i].fd < 0) continue;
        setsockopt(subs[i].fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        close(subs[i].fd);
    }
}

int main(int argc, char **argv) {
    if (read_options(argc, argv)) {
        fputs(usage, stderr);
        return 2;
    }
    nkl = strlen(o.nkey);
    tkl = strlen(o.tkey);
    speak_centrifuge();
    prepare_process();
    make_clients();
    connect_clients();
    if (!n_ready) {
        fprintf(stderr, "no subscriber became ready (%d failed)\n", n_failed);
        return 1;
    }
    if (o.warmup > 0) {
        phase(o.warm_rate > 0 ? o.warm_rate : o.nsteps ? o.steps[0] : o.rate, o.warmup, 0, "warmup");
        wait_s(0.3);
    }
    if (o.nsteps)
        search_rate();
    else
        phase(o.rate, o.dur, 1, "run");
    disconnect_clients();
    return 0;
}
