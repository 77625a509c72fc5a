/* What Python shares with packet_path.c. Read by both, so there is nothing for the preprocessor in it.

   Times are seconds of the monotonic clock. The rules for numbers and clocks are explained in streams.py. */

/* libsrtp's srtp_protect and srtp_unprotect: in place, changing the size; 0 when all is well. */
typedef int (*Cipher)(void *session, void *packet, int *size);

/* What one leg hears: a single stream with its own source id, sequence numbers and clock. */
typedef struct {
    uint32_t ssrc;
    uint8_t payload_type;
    bool begins;                  /* the next packet is the first of another stream */
    bool has_sent;
    int64_t packets, octets;
    int64_t sequence, floor;      /* extended beyond 16 bits: the highest sent, the lowest that may be */
    int64_t sequence_shift;
    uint32_t timestamp, timestamp_shift;
    double sent_at;
    void (*tap)(const uint8_t *packet, int size);  /* takes the packets instead of the socket */
    void *session;                /* NULL: nothing is sent */
    int socket;
    int address_size;
    uint8_t address[128];
} Outbound;

/* What one leg says, with the statistics of its arrival (RFC 3550 A.1, A.3, A.8). */
typedef struct {
    uint8_t payload_type;
    bool has_ssrc, has_base, was_heard;
    bool is_shared;               /* somebody besides `listeners` wants its packets */
    uint32_t ssrc;
    int64_t packets, octets;
    int64_t base, highest;        /* sequence numbers, extended beyond 16 bits */
    uint32_t timestamp;
    double arrived, jitter;       /* jitter in units of the clock */
    double first_packet_at, last_packet_at;
    int64_t earlier_expected, earlier_received;  /* of streams that ended when the browser changed its source id */
    int64_t reported_expected, reported_packets;
    void *session;
    int ids_seen;
    uint32_t seen[8];             /* source ids: libsrtp keeps memory for each */
    int listening;
    Outbound *listeners[8];
} Inbound;

/* One packet of an Inbound, for whoever hears it in Python. */
typedef struct {
    bool begins;
    int sequence, marker, start, size;
    uint32_t timestamp;
    double now;
} Heard;

/* A UDP socket. `audio` takes its SRTP packets as soon as it is set. */
typedef struct {
    int socket;
    Inbound *audio;
} Door;

/* All sockets, read together; and the packet that is left to Python. */
typedef struct {
    int poll;
    bool in_batch;
    int ready, next, untimed, timed;
    Door *doors[32];              /* of this batch, NULL where one was closed meanwhile */
    Door *at;
    int size;
    int sender_size;
    uint8_t sender[128];
    Heard heard;
    double delay;                 /* from the kernel to the other leg, of one packet in some; negative: none was timed */
    uint8_t buffer[2048];
} Reader;

enum { DONE, OTHER, AUDIO };

void use_ciphers(Cipher protect, Cipher unprotect);
int open_door(Reader *reader, Door *door);
void close_door(Reader *reader, Door *door);
int drain(Reader *reader);
int take(Inbound *in, const uint8_t *packet, int size, double now, Heard *heard);
void send_on(Outbound *out, int sequence, uint32_t timestamp, int marker, const uint8_t *payload, int size, double now);
void transmit(Outbound *out, const uint8_t *packet, int size);
