/* What Python shares with packet_path.c. Read by both, so there is nothing for the preprocessor in it.

   A thread reads the sockets, and Python changes who hears whom: whatever a structure holds is changed by these functions alone,
   which take turns. Single counters may be read at any time; figures that belong together are read from a copy (`look_at_…`).
   Times are seconds of the monotonic clock. The rules for numbers and clocks are explained in streams.py. */

/* libsrtp's srtp_protect, srtp_unprotect and the same for reports: in place, changing the size; 0 when all is well. */
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
    uint32_t number;              /* by which Python knows it: descriptors are used again */
    int left;                     /* OTHER packets of it that wait for Python */
    Inbound *audio;
} Door;

/* A packet for Python: AUDIO is decrypted and described in `heard`, a REPORT is decrypted, all OTHER is as it came.
   `heard.now` is when either came. */
typedef struct {
    int kind;
    uint32_t door;
    int size;
    int sender_size;
    uint8_t sender[128];
    Heard heard;
    uint8_t packet[2048];
} Left;

enum { AUDIO, REPORT, OTHER };

/* All sockets, and the thread that reads them. */
typedef struct {
    int poll;
    int bell;                     /* an eventfd: rung when something is left for Python that cannot wait */
    int end;                      /* an eventfd: rung for the thread to end */
    bool is_running, is_over;
    uint64_t thread;
    uint32_t closed;              /* doors, so far */
    int ready, next, untimed, timed;
    Door *doors[32];              /* of this batch, NULL where one was closed meanwhile */
    double delays[64];            /* from the kernel to the other leg, of one packet in some */
    int delays_known;
    bool has_rung;                /* and Python has not taken everything since */
    bool reports_wait;            /* until Python comes by: when there are many, it comes often */
    uint32_t first, last;         /* of what is left, counted without end */
    Door *left_by[2048];          /* NULL when it was closed meanwhile, and where nobody counts */
    Left left[2048];
} Reader;

void use_ciphers(Cipher protect, Cipher unprotect, Cipher protect_report, Cipher unprotect_report);

int start_reading(Reader *reader);
void stop_reading(Reader *reader);
int open_door(Reader *reader, Door *door);
void close_door(Reader *reader, Door *door);
void give_audio(Door *door, Inbound *in);
Left *next_left(Reader *reader, bool has_done_one);
void let_reports_wait(Reader *reader, bool wait);
int take_delays(Reader *reader, double *delays);

void set_session(Inbound *in, void *session);
void set_listeners(Inbound *in, Outbound **listeners, int listening, bool is_shared);
void look_at_inbound(const Inbound *in, Inbound *copy);
bool take(Inbound *in, const uint8_t *packet, int size, double now, Heard *heard);

void set_way(Outbound *out, int socket, const uint8_t *address, int address_size, void *session);
void begin(Outbound *out);
void look_at_outbound(const Outbound *out, Outbound *copy);
int renumber(Outbound *out, int sequence, uint32_t timestamp, int marker, const uint8_t *payload, int size, double now, uint8_t *packet);
void send_on(Outbound *out, int sequence, uint32_t timestamp, int marker, const uint8_t *payload, int size, double now);
void transmit(Outbound *out, const uint8_t *packet, int size);
void transmit_report(Outbound *out, const uint8_t *packet, int size);
