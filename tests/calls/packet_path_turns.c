/* A thread reads sockets that packets are poured into, while everything that Python may change is changed: built with the thread
   sanitizer, which ends it when two do something to the same memory without taking turns. */
#include <stdio.h>
#include <stdlib.h>

#include "packet_path.c"

enum { LEGS = 6, TURNS = 20000, OPUS = 111 };

typedef struct {
    Door door;
    Inbound in;
    Outbound out;
    struct sockaddr_in address;
} Leg;

static Reader reader;
static Leg legs[LEGS];
static int sender, audio, others;

static int leave_alone(void *session, void *packet, int *size)
{
    (void)packet, (void)size;
    ++*(int *)session; /* what two threads must not do at a time */
    return 0;
}

static void open_leg(Leg *leg)
{
    static uint32_t opened;
    socklen_t size = sizeof leg->address;
    leg->address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    leg->door = (Door){.socket = socket(AF_INET, SOCK_DGRAM, 0), .number = ++opened, .audio = &leg->in};
    bind(leg->door.socket, (struct sockaddr *)&leg->address, size);
    getsockname(leg->door.socket, (struct sockaddr *)&leg->address, &size);
    open_door(&reader, &leg->door);
}

static void close_leg(Leg *leg)
{
    set_way(&leg->out, -1, (uint8_t *)"", 0, NULL);
    close_door(&reader, &leg->door);
    close(leg->door.socket);
    memset(&leg->door, 0xEE, sizeof leg->door);
}

static void say(const Leg *leg, int number)
{
    uint8_t packet[40] = {VERSION_2, rand() % 8 ? OPUS : 200, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7};
    if (rand() % 16 == 0)
        packet[0] = 0; /* STUN */
    write_16(packet + 2, (uint16_t)number);
    sendto(sender, packet, sizeof packet, MSG_DONTWAIT, (struct sockaddr *)&leg->address, sizeof leg->address);
}

static void change(Leg *leg, Leg *other)
{
    static Inbound in;
    static Outbound out;
    static double delays[MOST_DELAYS];
    static int session;
    static Heard heard;
    uint8_t packet[LARGEST] = {VERSION_2, OPUS};
    Outbound *listeners[] = {&legs[0].out, &other->out};
    switch (rand() % 11) {
    case 0: close_leg(leg); open_leg(leg); break;
    case 1: set_listeners(&leg->in, listeners, rand() % 3, rand() % 2); break;
    case 2: set_way(&leg->out, sender, (uint8_t *)&other->address, sizeof other->address, &session); break;
    case 3: set_session(&leg->in, rand() % 4 ? &session : NULL); break;
    case 4: begin(&leg->out); break;
    case 5: look_at_inbound(&leg->in, &in), look_at_outbound(&leg->out, &out); break;
    case 6: send_on(&leg->out, rand() & 0xFFFF, 0, 0, packet, 40, 0); break;
    case 7: transmit_report(&leg->out, packet, 40); break;
    case 8: take(&leg->in, packet, 40, 0, &heard); break;
    case 10: let_reports_wait(&reader, rand() % 2); break;
    case 9: take_delays(&reader, delays); break;
    }
}

static void take_what_is_left(void)
{
    bool has_done_one = false;
    for (Left *left; (left = next_left(&reader, has_done_one)); has_done_one = true)
        *(left->kind == AUDIO ? &audio : &others) += left->size > 0;
}

int main(void)
{
    use_ciphers(leave_alone, leave_alone, leave_alone, leave_alone);
    reader = (Reader){.poll = epoll_create1(0), .bell = eventfd(0, EFD_NONBLOCK), .end = eventfd(0, EFD_NONBLOCK)};
    sender = socket(AF_INET, SOCK_DGRAM, 0);
    srand(7);
    if (start_reading(&reader))
        return puts("There is no thread."), 1;
    for (int i = 0; i < LEGS; i++) {
        legs[i].in = (Inbound){.payload_type = OPUS};
        legs[i].out = (Outbound){.payload_type = OPUS, .begins = true, .ssrc = 7};
        open_leg(&legs[i]);
    }
    for (int turn = 0; turn < TURNS; turn++) {
        for (int i = 0; i < LEGS; i++)
            say(&legs[i], turn);
        change(&legs[rand() % LEGS], &legs[rand() % LEGS]);
        if (turn % 3 == 0)
            take_what_is_left();
    }
    stop_reading(&reader);
    stop_reading(&reader);
    take_what_is_left();
    return audio > TURNS / 20 && others > TURNS / 20 ? 0 : (printf("%d of audio, %d others.\n", audio, others), 1);
}
