/* The path of one packet of audio: off a browser's socket, decrypted, counted, given the numbers that the listener's browser
   expects, encrypted, and onto the other socket.

   A call does this a hundred times a second, and nothing else so often. It is in C because here each object that Python would
   make is memory fetched anew, and in a thread of its own because audio shall not wait while Python does something else (ADR 22,
   ADR 23). Everything else a packet can be (STUN, DTLS, reports), and every decision about who hears whom, is Python's: such a
   packet is left in the reader's ring, and the bell is rung.

   Python's functions and the thread take turns, a packet at a time. Whoever waits for a turn gets the next one: a thread with
   much to do would otherwise take it back before the other one is awake. */
#include <stdbool.h>
#include <stdint.h>

#include "packet_path.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    HEADER = 12,
    MARKER = 0x80,
    VERSION_2 = 0x80,
    HALF_WAY = 0x8000,    /* of 16 bits: a sequence number further ahead than that is one behind */
    FRAME = 960,          /* 20 ms */
    CLOCK_RATE = 48000,   /* RFC 7587 section 4.1 */
    TRAILER = 148,        /* encrypting adds up to so much (SRTP_MAX_TRAILER_LEN, and an index for reports) */
    TIMED_EVERY = 128,    /* packets: so often one is followed from the kernel to the other leg */
    LEFT_OF_ONE = 64,     /* packets of strangers that wait at one socket; more of them are lost, so that no flood takes all room */
    AT_ONCE = sizeof ((Reader *)0)->doors / sizeof ((Reader *)0)->doors[0],
    MOST_IDS = sizeof ((Inbound *)0)->seen / sizeof ((Inbound *)0)->seen[0],
    MOST_LEFT = sizeof ((Reader *)0)->left / sizeof ((Reader *)0)->left[0],
    MOST_DELAYS = sizeof ((Reader *)0)->delays / sizeof ((Reader *)0)->delays[0],
    LARGEST = sizeof ((Left *)0)->packet,
};

static Cipher protect_packet, unprotect_packet, protect_a_report, unprotect_a_report;

void use_ciphers(Cipher protect, Cipher unprotect, Cipher protect_report, Cipher unprotect_report)
{
    protect_packet = protect;
    unprotect_packet = unprotect;
    protect_a_report = protect_report;
    unprotect_a_report = unprotect_report;
}

static pthread_mutex_t the_next = PTHREAD_MUTEX_INITIALIZER, the_turn = PTHREAD_MUTEX_INITIALIZER;

static void take_turn(void)
{
    pthread_mutex_lock(&the_next);
    pthread_mutex_lock(&the_turn);
    pthread_mutex_unlock(&the_next);
}

static void end_turn(void) { pthread_mutex_unlock(&the_turn); }

static double seconds(struct timespec moment) { return (double)moment.tv_sec + (double)moment.tv_nsec / 1e9; }

static double monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return seconds(now);
}

static uint16_t read_16(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }

static uint32_t read_32(const uint8_t *at) { return (uint32_t)read_16(at) << 16 | read_16(at + 2); }

static void write_16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void write_32(uint8_t *at, uint32_t value)
{
    write_16(at, (uint16_t)(value >> 16));
    write_16(at + 2, (uint16_t)value);
}

/* ── what goes out ───────────────────────────────────────────────────────────────────────────────────────────────────────────── */

static bool has_way(const Outbound *out) { return out->session && out->address_size; }

/* Encrypts `size` bytes, which lie in front of room for the trailer, and sends them now or not at all, as UDP may. */
static void send_in_place(Outbound *out, Cipher protect, uint8_t *packet, int size)
{
    if (has_way(out) && protect(out->session, packet, &size) == 0)
        sendto(out->socket, packet, (size_t)size, MSG_DONTWAIT, (struct sockaddr *)out->address, (socklen_t)out->address_size);
}

static void send_copy(Outbound *out, Cipher protect, const uint8_t *packet, int size)
{
    uint8_t sent[LARGEST] __attribute__((aligned(8)));
    if (size > LARGEST - TRAILER)
        return;
    memcpy(sent, packet, (size_t)size);
    take_turn();
    send_in_place(out, protect, sent, size);
    end_turn();
}

void transmit(Outbound *out, const uint8_t *packet, int size) { send_copy(out, protect_packet, packet, size); }

void transmit_report(Outbound *out, const uint8_t *packet, int size) { send_copy(out, protect_a_report, packet, size); }

void set_way(Outbound *out, int socket, const uint8_t *address, int address_size, void *session)
{
    take_turn();
    out->session = session;
    out->socket = socket;
    out->address_size = address_size;
    memcpy(out->address, address, (size_t)address_size);
    end_turn();
}

void begin(Outbound *out)
{
    take_turn();
    out->begins = true;
    end_turn();
}

void look_at_outbound(const Outbound *out, Outbound *copy)
{
    take_turn();
    *copy = *out;
    end_turn();
}

static int64_t clock_since(const Outbound *out, double now)
{
    return out->has_sent ? (int64_t)((now - out->sent_at) * CLOCK_RATE) : 0;
}

static void rebase(Outbound *out, int sequence, uint32_t timestamp, double now)
{
    int64_t since = clock_since(out, now);
    out->begins = false;
    out->floor = out->sequence + 1;
    out->sequence_shift = out->floor - sequence;
    out->timestamp_shift = out->timestamp + (uint32_t)(since > FRAME ? since : FRAME) - timestamp;
}

/* Writes the packet as the listener shall get it, which may be LARGEST less the trailer; returns its size, 0 when it is too late or
   too large. */
static int number_anew(Outbound *out, int sequence, uint32_t timestamp, int marker, const uint8_t *payload, int size, double now,
                       uint8_t *packet)
{
    if (size > LARGEST - TRAILER - HEADER)
        return 0;
    if (out->begins) {
        rebase(out, sequence, timestamp, now);
        marker = MARKER;
    }
    int64_t step = (sequence + out->sequence_shift - out->sequence) & 0xFFFF;
    int64_t place = out->sequence + (step < HALF_WAY ? step : step - 0x10000);
    if (place < out->floor)
        return 0;
    timestamp += out->timestamp_shift;
    if (place > out->sequence) {
        out->sequence = place;
        out->timestamp = timestamp;
        out->sent_at = now;
        out->has_sent = true;
    }
    out->packets++;
    out->octets += size;
    packet[0] = VERSION_2;
    packet[1] = (uint8_t)(marker | out->payload_type);
    write_16(packet + 2, (uint16_t)place);
    write_32(packet + 4, timestamp);
    write_32(packet + 8, out->ssrc);
    memcpy(packet + HEADER, payload, (size_t)size);
    return HEADER + size;
}

static void pass_on(Outbound *out, int sequence, uint32_t timestamp, int marker, const uint8_t *payload, int size, double now)
{
    uint8_t packet[LARGEST] __attribute__((aligned(8)));
    int whole = has_way(out) ? number_anew(out, sequence, timestamp, marker, payload, size, now, packet) : 0;
    if (whole)
        send_in_place(out, protect_packet, packet, whole);
}

void send_on(Outbound *out, int sequence, uint32_t timestamp, int marker, const uint8_t *payload, int size, double now)
{
    take_turn();
    pass_on(out, sequence, timestamp, marker, payload, size, now);
    end_turn();
}

int renumber(Outbound *out, int sequence, uint32_t timestamp, int marker, const uint8_t *payload, int size, double now, uint8_t *packet)
{
    take_turn();
    int whole = number_anew(out, sequence, timestamp, marker, payload, size, now, packet);
    end_turn();
    return whole;
}

/* ── what comes in ───────────────────────────────────────────────────────────────────────────────────────────────────────────── */

/* The payload's size and where it starts, without contributing sources, header extension and padding (RFC 3550 section 5.1 and
   5.3.1). 0 for a packet of padding alone and for one whose lengths do not fit. */
static int payload_of(const uint8_t *packet, int size, int *start)
{
    int first = packet[0], end = size;
    *start = HEADER + 4 * (first & 0x0F);
    if (first & 0x10) {
        if (size < *start + 4)
            return 0;
        *start += 4 + 4 * read_16(packet + *start + 2);
    }
    if (first & 0x20)
        end -= packet[size - 1];
    return end > *start ? end - *start : 0;
}

static int64_t expected(const Inbound *in) { return in->has_base ? in->highest - in->base + 1 : 0; }

static void start_anew(Inbound *in, uint32_t ssrc)
{
    if (in->has_ssrc) {
        in->earlier_expected += expected(in);
        in->earlier_received = in->packets;
    }
    in->ssrc = ssrc;
    in->has_ssrc = true;
    in->has_base = false;
    in->jitter = 0;
    for (int i = 0; i < in->listening; i++)
        in->listeners[i]->begins = true;
}

static void count(Inbound *in, uint16_t sequence, uint32_t timestamp, double now)
{
    in->packets++;
    if (!in->has_base) {
        in->has_base = true;
        in->base = in->highest = sequence;
        if (!in->was_heard) {
            in->was_heard = true;
            in->first_packet_at = now;
        }
    } else {
        int64_t step = (sequence - in->highest) & 0xFFFF;
        if (step == 0 || step >= HALF_WAY)
            return;
        in->highest += step;
        double late = (now - in->arrived) * CLOCK_RATE - (int32_t)(timestamp - in->timestamp);
        in->jitter += ((late < 0 ? -late : late) - in->jitter) / 16;
    }
    in->timestamp = timestamp;
    in->arrived = in->last_packet_at = now;
}

/* Counts one decrypted packet and passes it on. True when somebody in Python wants it as well: then it is described in `heard`. */
static bool count_and_pass_on(Inbound *in, const uint8_t *packet, int size, double now, Heard *heard)
{
    if (size <= HEADER || (packet[1] & 0x7F) != in->payload_type)
        return false;
    uint16_t sequence = read_16(packet + 2);
    uint32_t timestamp = read_32(packet + 4), ssrc = read_32(packet + 8);
    bool begins = !in->has_ssrc || ssrc != in->ssrc;
    if (begins)
        start_anew(in, ssrc);
    count(in, sequence, timestamp, now);
    int start, marker = packet[1] & MARKER, length = payload_of(packet, size, &start);
    in->octets += length;
    if (length)
        for (int i = 0; i < in->listening; i++)
            pass_on(in->listeners[i], sequence, timestamp, marker, packet + start, length, now);
    *heard = (Heard){begins, sequence, marker, start, length, timestamp, now};
    return in->is_shared && (length || begins);
}

bool take(Inbound *in, const uint8_t *packet, int size, double now, Heard *heard)
{
    take_turn();
    bool is_wanted = count_and_pass_on(in, packet, size, now, heard);
    end_turn();
    return is_wanted;
}

void set_session(Inbound *in, void *session)
{
    take_turn();
    in->session = session;
    end_turn();
}

void set_listeners(Inbound *in, Outbound **listeners, int listening, bool is_shared)
{
    take_turn();
    memcpy(in->listeners, listeners, (size_t)listening * sizeof *listeners);
    in->listening = listening;
    in->is_shared = is_shared;
    end_turn();
}

void look_at_inbound(const Inbound *in, Inbound *copy)
{
    take_turn();
    *copy = *in;
    end_turn();
}

static bool may_have_id(Inbound *in, uint32_t ssrc)
{
    for (int i = 0; i < in->ids_seen; i++)
        if (in->seen[i] == ssrc)
            return true;
    return in->ids_seen < MOST_IDS;
}

static void note_id(Inbound *in, uint32_t ssrc)
{
    for (int i = 0; i < in->ids_seen; i++)
        if (in->seen[i] == ssrc)
            return;
    in->seen[in->ids_seen++] = ssrc;
}

/* Does what is to be done with a packet of a browser that we have keys for. True when it, now decrypted, is left to Python. */
static bool take_secured(Inbound *in, Left *here)
{
    uint8_t type = here->packet[1] & 0x7F;
    bool is_report = type >= 64 && type < 96; /* RFC 5761 section 4 */
    uint32_t ssrc = read_32(here->packet + (is_report ? 4 : 8));
    if (!in->session || !may_have_id(in, ssrc))
        return false;
    Cipher unprotect = is_report ? unprotect_a_report : unprotect_packet;
    if (unprotect(in->session, here->packet, &here->size)) /* replayed, or not from the browser that we know */
        return false;
    note_id(in, ssrc);
    double now = monotonic();
    here->kind = is_report ? REPORT : AUDIO;
    here->heard.now = now;
    return is_report || count_and_pass_on(in, here->packet, here->size, now, &here->heard);
}

/* ── the sockets ─────────────────────────────────────────────────────────────────────────────────────────────────────────────── */

int open_door(Reader *reader, Door *door)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = door};
    return epoll_ctl(reader->poll, EPOLL_CTL_ADD, door->socket, &event);
}

/* When it returns, the thread knows nothing of the door any more, and the socket may be closed. */
void close_door(Reader *reader, Door *door)
{
    take_turn();
    epoll_ctl(reader->poll, EPOLL_CTL_DEL, door->socket, NULL);
    reader->closed++;
    for (int i = reader->next; i < reader->ready; i++)
        if (reader->doors[i] == door)
            reader->doors[i] = NULL;
    for (int i = 0; i < MOST_LEFT; i++)
        if (reader->left_by[i] == door)
            reader->left_by[i] = NULL;
    end_turn();
}

void give_audio(Door *door, Inbound *in)
{
    take_turn();
    door->audio = in;
    end_turn();
}

/* Reads one packet; what the kernel says of its time, if it is asked. Negative when there is none, or when the error of an
   earlier one that could not be delivered is told instead. */
static int receive(Door *door, Left *here, bool timed, struct timespec *came)
{
    here->sender_size = sizeof here->sender;
    if (!timed)
        return (int)recvfrom(door->socket, here->packet, LARGEST, MSG_DONTWAIT, (struct sockaddr *)here->sender,
                             (socklen_t *)&here->sender_size);
    uint8_t control[CMSG_SPACE(sizeof *came)] __attribute__((aligned(8)));
    struct iovec place = {here->packet, LARGEST};
    struct msghdr message = {here->sender, sizeof here->sender, &place, 1, control, sizeof control, 0};
    int size = (int)recvmsg(door->socket, &message, MSG_DONTWAIT);
    here->sender_size = (int)message.msg_namelen;
    struct cmsghdr *told = size < 0 ? NULL : CMSG_FIRSTHDR(&message);
    if (told && told->cmsg_level == SOL_SOCKET && told->cmsg_type == SCM_TIMESTAMPNS)
        memcpy(came, CMSG_DATA(told), sizeof *came);
    return size;
}

static void ring(int bell) { (void)!write(bell, &(uint64_t){1}, sizeof(uint64_t)); }

/* Leaves the packet, which lies at the end of the ring already, to Python. */
static void leave(Reader *reader, Door *door, Left *here)
{
    bool is_counted = here->kind == OTHER;
    if ((is_counted && door->left >= LEFT_OF_ONE) || reader->last - reader->first >= MOST_LEFT - 1)
        return;
    here->door = door->number;
    door->left += is_counted;
    reader->left_by[reader->last % MOST_LEFT] = is_counted ? door : NULL;
    reader->last++;
    bool can_wait = reader->reports_wait && here->kind == REPORT && reader->last - reader->first < MOST_LEFT / 2;
    if (!reader->has_rung && !can_wait) {
        reader->has_rung = true;
        ring(reader->bell);
    }
}

/* The packet that waits longest, or NULL. The one returned before is given back first; Python says whether there was one. */
Left *next_left(Reader *reader, bool has_done_one)
{
    take_turn();
    if (has_done_one) {
        Door *door = reader->left_by[reader->first % MOST_LEFT];
        if (door)
            door->left--;
        reader->left_by[reader->first++ % MOST_LEFT] = NULL;
    }
    Left *next = reader->first == reader->last ? NULL : &reader->left[reader->first % MOST_LEFT];
    reader->has_rung = reader->has_rung && next;
    end_turn();
    return next;
}

void let_reports_wait(Reader *reader, bool wait)
{
    take_turn();
    reader->reports_wait = wait;
    end_turn();
}

/* Those measured since the last time, MOST_DELAYS at most; returns how many. */
int take_delays(Reader *reader, double *delays)
{
    take_turn();
    int known = reader->delays_known;
    memcpy(delays, reader->delays, (size_t)known * sizeof *delays);
    reader->delays_known = 0;
    end_turn();
    return known;
}

static void note_delay(Reader *reader, const struct timespec *came)
{
    struct timespec left;
    clock_gettime(CLOCK_REALTIME, &left);
    if (reader->delays_known < MOST_DELAYS)
        reader->delays[reader->delays_known++] = seconds(left) - seconds(*came);
}

static void take_one(Reader *reader, Door *door, bool timed)
{
    struct timespec came = {0};
    Left *here = &reader->left[reader->last % MOST_LEFT];
    here->kind = OTHER;
    here->size = receive(door, here, timed, &came);
    if (here->size < 0)
        return;
    bool is_secured = here->size >= HEADER && here->packet[0] >> 6 == 2; /* RFC 7983: neither STUN nor DTLS */
    if (!door->audio || !is_secured || take_secured(door->audio, here))
        leave(reader, door, here);
    if (timed && here->kind == AUDIO && came.tv_sec)
        note_delay(reader, &came);
}

static void begin_batch(Reader *reader, const struct epoll_event *events, int ready)
{
    reader->next = 0;
    reader->ready = ready > 0 ? ready : 0;
    for (int i = 0; i < reader->ready; i++)
        reader->doors[i] = events[i].data.ptr;
    reader->timed = -1;
    reader->untimed += reader->ready;
    if (reader->untimed > TIMED_EVERY) {
        /* Any of the batch: its last one waited longest for us, its first one longest for the kernel. */
        reader->timed = reader->untimed % reader->ready;
        reader->untimed = 0;
    }
}

/* Takes one packet of each socket that has one, of AT_ONCE at most, and again. */
static void *read_on(void *given)
{
    Reader *reader = given;
    struct epoll_event events[AT_ONCE];
    take_turn();
    while (!reader->is_over) {
        uint32_t closed = reader->closed;
        end_turn();
        int ready = epoll_wait(reader->poll, events, AT_ONCE, -1);
        take_turn();
        if (reader->closed != closed) /* one of these, perhaps: ask again */
            continue;
        begin_batch(reader, events, ready);
        while (reader->next < reader->ready) {
            int number = reader->next++;
            if (reader->doors[number]) /* the bell to end has none */
                take_one(reader, reader->doors[number], number == reader->timed);
            end_turn();
            take_turn();
        }
    }
    end_turn();
    return NULL;
}

/* Starts the thread; `poll`, `bell` and `end` must be open. Returns an errno, 0 when it runs. */
int start_reading(Reader *reader)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll_ctl(reader->poll, EPOLL_CTL_ADD, reader->end, &event))
        return errno;
    sigset_t all, before;
    pthread_t thread;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* signals are for Python's thread */
    int failed = pthread_create(&thread, NULL, read_on, reader);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    reader->thread = (uint64_t)thread;
    reader->is_running = !failed;
    return failed;
}

/* Returns when the thread is gone. May be called again. */
void stop_reading(Reader *reader)
{
    if (!reader->is_running)
        return;
    take_turn();
    reader->is_over = true;
    end_turn();
    ring(reader->end);
    pthread_join((pthread_t)reader->thread, NULL);
    reader->is_running = false;
}
