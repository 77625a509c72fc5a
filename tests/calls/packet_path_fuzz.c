/* Packets of every kind through packet_path.c, built with the sanitizers: a byte read or written where it may not be ends it. */
#include <stdio.h>
#include <stdlib.h>

#include "packet_path.c"

enum { PACKETS = 400000, VOICES = 3, OPUS = 111 };

/* Decrypts nothing, but refuses some and makes others shorter, as libsrtp would. */
static int decrypt(void *session, void *packet, int *size)
{
    (void)session, (void)packet;
    if (rand() % 4 == 0)
        return 1;
    int tag = rand() % 11;
    *size = *size > tag ? *size - tag : 0;
    return 0;
}

/* The longest trailer there may be. */
static int encrypt(void *session, void *packet, int *size)
{
    (void)session;
    memset((uint8_t *)packet + *size, 1, TRAILER);
    *size += TRAILER;
    return 0;
}

static void fill(uint8_t *packet, int size)
{
    for (int i = 0; i < size; i++)
        packet[i] = (uint8_t)rand();
    if (size > 0 && rand() % 3)
        packet[0] = (uint8_t)(VERSION_2 | (rand() & 0x3F));
    if (size > 1 && rand() % 8)
        packet[1] = (uint8_t)(OPUS | (rand() & MARKER));
    if (size >= HEADER && rand() % 50)
        memcpy(packet + 8, (uint8_t[]){0, 0, 0, (uint8_t)(rand() % 12)}, 4);
}

int main(void)
{
    static Left left;
    Outbound voices[VOICES] = {0};
    Inbound in = {.payload_type = OPUS, .is_shared = true, .session = &in, .listening = VOICES};
    for (int i = 0; i < VOICES; i++) {
        voices[i] = (Outbound){.payload_type = OPUS, .begins = true, .session = voices, .socket = -1, .address_size = 16};
        in.listeners[i] = &voices[i];
    }
    srand(7);
    use_ciphers(encrypt, decrypt, encrypt, decrypt);
    double now = 0;
    for (int count = 0; count < PACKETS; count++) {
        int size = rand() % 100 ? rand() % 120 : rand() % LARGEST;
        uint8_t *packet = malloc((size_t)size + !size);
        Heard heard = {0};
        fill(packet, size);
        now += rand() % 20000 ? 0.02 * (rand() % 3) : -1e6;
        take(&in, packet, size, now, &heard);
        if (heard.size && heard.start + heard.size > size)
            return puts("A payload ends after its packet."), 1;
        memcpy(left.packet, packet, (size_t)size);
        left.size = size;
        if (size >= HEADER)
            take_secured(&in, &left);
        if (size < LARGEST - TRAILER)
            transmit_report(&voices[0], packet, size);
        if (rand() % 1000 == 0)
            in.ids_seen = 0, voices[rand() % VOICES].begins = true;
        free(packet);
    }
    return voices[0].packets > PACKETS / 10 ? 0 : (puts("Hardly anything was passed on."), 1);
}
