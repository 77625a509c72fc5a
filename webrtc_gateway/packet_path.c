/* The path of one packet of audio: off a browser's socket, decrypted, counted, given the numbers that the listener's browser
   expects, encrypted, and onto the other socket.

   A call does this a hundred times a second, and nothing else so often. It is in C because here each object that Python would
   make is memory fetched anew (ADR 22). Everything else a packet can be (STUN, DTLS, reports), and every decision about who hears
   whom, is Python's: `drain` stops at such a packet and hands it over. */
#include <stdbool.h>
#include <stdint.h>

#include "packet_path.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
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
    TRAILER = 144,        /* encrypting adds up to so much (SRTP_MAX_TRAILER_LEN) */
    TIMED_EVERY = 128,    /* packets: so often one is followed from the kernel to the other leg */
    AT_ONCE = sizeof ((Reader *)0)->doors / sizeof ((Reader *)0)->doors[0],
    MOST_IDS = sizeof ((Inbound *)0)->seen / sizeof ((Inbound *)0)->seen[0],
    LARGEST = sizeof ((Reader *)0)->buffer,
};

static Cipher protect_packet, unprotect_packet;

void use_ciphers(Cipher protect, Cipher unprotect)
{
    protect_packet = protect;
    unprotect_packet = unprotect;
}

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

/* Encrypts `size` bytes, which lie in front of room for the trailer, and sends them now or not at all, as UDP may. */
static void send_in_place(Outbound *out, uint8_t *packet, int size)
{
    if (protect_packet(out->session, packet, &size) == 0)
        sendto(out->socket, packet, (size_t)size, MSG_DONTWAIT, (struct sockaddr *)out->address, (socklen_t)out->address_size);
}

void transmit(Outbound *out, const uint8_t *packet, int size)
{
    uint8_t sent[LARGEST] __attribute__((aligned(8)));
    if (!out->session || out->address_size == 0 || size > LARGEST - TRAILER)
        return;
    memcpy(sent, packet, (size_t)size);
    send_in_place(out, sent, size);
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

void send_on(Outbound *out, int sequence, uint32_t timestamp, int marker, const uint8_t *payload, int size, double now)
{
    uint8_t packet[LARGEST] __attribute__((aligned(8)));
    bool is_open = out->tap || (out->session && out->address_size);
    if (!is_open || size > LARGEST - TRAILER - HEADER)
        return;
    if (out->begins) {
        rebase(out, sequence, timestamp, now);
        marker = MARKER;
    }
    int64_t step = (sequence + out->sequence_shift - out->sequence) & 0xFFFF;
    int64_t place = out->sequence + (step < HALF_WAY ? step : step - 0x10000);
    if (place < out->floor)
        return;
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
    if (out->tap)
        out->tap(packet, HEADER + size);
    else
        send_in_place(out, packet, HEADER + size);
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
    in->reported_expected = 0;
    in->reported_packets = in->packets;
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
int take(Inbound *in, const uint8_t *packet, int size, double now, Heard *heard)
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
            send_on(in->listeners[i], sequence, timestamp, marker, packet + start, length, now);
    *heard = (Heard){begins, sequence, marker, start, length, timestamp, now};
    return in->is_shared && (length || begins);
}

/* ── the sockets ─────────────────────────────────────────────────────────────────────────────────────────────────────────────── */

int open_door(Reader *reader, Door *door)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = door};
    return epoll_ctl(reader->poll, EPOLL_CTL_ADD, door->socket, &event);
}

void close_door(Reader *reader, Door *door)
{
    epoll_ctl(reader->poll, EPOLL_CTL_DEL, door->socket, NULL);
    for (int i = reader->next; i < reader->ready; i++)
        if (reader->doors[i] == door)
            reader->doors[i] = NULL;
}

static void begin_batch(Reader *reader)
{
    struct epoll_event events[AT_ONCE];
    int ready = epoll_wait(reader->poll, events, AT_ONCE, 0);
    reader->ready = ready > 0 ? ready : 0;
    for (int i = 0; i < reader->ready; i++)
        reader->doors[i] = events[i].data.ptr;
    reader->next = 0;
    reader->in_batch = true;
    reader->delay = -1;
    reader->timed = -1;
    reader->untimed += reader->ready;
    if (reader->untimed > TIMED_EVERY) {
        /* Any of the batch: its last one waited longest for us, its first one longest for the kernel. */
        reader->timed = reader->untimed % reader->ready;
        reader->untimed = 0;
    }
}

/* Reads one packet; what the kernel says of its time, if it is asked. Negative when there is none, or when the error of an
   earlier one that could not be delivered is told instead. */
static int receive(Reader *reader, bool timed, struct timespec *came)
{
    reader->sender_size = sizeof reader->sender;
    if (!timed)
        return (int)recvfrom(reader->at->socket, reader->buffer, LARGEST, MSG_DONTWAIT, (struct sockaddr *)reader->sender,
                             (socklen_t *)&reader->sender_size);
    uint8_t control[CMSG_SPACE(sizeof *came)] __attribute__((aligned(8)));
    struct iovec place = {reader->buffer, LARGEST};
    struct msghdr message = {reader->sender, sizeof reader->sender, &place, 1, control, sizeof control, 0};
    int size = (int)recvmsg(reader->at->socket, &message, MSG_DONTWAIT);
    reader->sender_size = (int)message.msg_namelen;
    struct cmsghdr *told = size < 0 ? NULL : CMSG_FIRSTHDR(&message);
    if (told && told->cmsg_level == SOL_SOCKET && told->cmsg_type == SCM_TIMESTAMPNS)
        memcpy(came, CMSG_DATA(told), sizeof *came);
    return size;
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

static bool is_srtp(const uint8_t *packet, int size)
{
    /* RFC 7983: what is not STUN or DTLS; RFC 5761 section 4: and not a report. */
    if (size < HEADER || packet[0] < 128 || packet[0] > 191)
        return false;
    int type = packet[1] & 0x7F;
    return type < 64 || type >= 96;
}

/* What comes of the packet in the buffer. */
static int forward(Reader *reader, Inbound *in)
{
    uint32_t ssrc = read_32(reader->buffer + 8);
    if (!in->session || !may_have_id(in, ssrc))
        return DONE;
    if (unprotect_packet(in->session, reader->buffer, &reader->size)) /* replayed, or not from the browser that we know */
        return DONE;
    note_id(in, ssrc);
    return take(in, reader->buffer, reader->size, monotonic(), &reader->heard) ? AUDIO : DONE;
}

/* Takes one packet of each socket that has one, of AT_ONCE at most. Returns DONE at the end of them, and before that each time
   when a packet is left to Python in `buffer`: OTHER is as it came to the door `at`, AUDIO is decrypted and described in `heard`. */
int drain(Reader *reader)
{
    if (!reader->in_batch)
        begin_batch(reader);
    while (reader->next < reader->ready) {
        struct timespec came = {0}, left;
        bool timed = reader->next == reader->timed;
        reader->at = reader->doors[reader->next++];
        if (!reader->at) /* one packet may close the leg that the next one is for */
            continue;
        reader->size = receive(reader, timed, &came);
        if (reader->size < 0)
            continue;
        if (!reader->at->audio || !is_srtp(reader->buffer, reader->size))
            return OTHER;
        int what = forward(reader, reader->at->audio);
        if (timed && came.tv_sec) {
            clock_gettime(CLOCK_REALTIME, &left);
            reader->delay = seconds(left) - seconds(came);
        }
        if (what != DONE)
            return what;
    }
    reader->in_batch = false;
    return DONE;
}
