#define _GNU_SOURCE
#include "CHTTPLoad.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t time_of(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int64_t now(void) {
    return time_of(CLOCK_MONOTONIC);
}

static int connect_to(uint16_t port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int one = 1;
    int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return -1;
    if (connect(socket_, (struct sockaddr *)&address, sizeof address) != 0 ||
        setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0) {
        close(socket_);
        return -1;
    }
    return socket_;
}

struct connection {
    int socket;
    size_t missing;
};

struct load {
    const char *requests;
    size_t request_length;
    size_t request_count;
    size_t answer_length;
    int64_t rate;
    int64_t start;
    int64_t sent;
    /// Connections that wait until the rate allows another request.
    struct connection **held;
    int held_count;
};

/// The whole request fits what a kernel buffers.
static int ask(struct connection *connection, struct load *load) {
    const char *request = load->requests + load->request_length * ((size_t)load->sent++ % load->request_count);
    connection->missing = load->answer_length;
    return send(connection->socket, request, load->request_length, MSG_NOSIGNAL) == (ssize_t)load->request_length;
}

static int is_due(const struct load *load, int64_t time) {
    return load->rate == 0 || (double)load->sent < (double)(time - load->start) * 1e-9 * (double)load->rate;
}

static int ask_when_due(struct connection *connection, struct load *load, int64_t time) {
    if (is_due(load, time)) return ask(connection, load);
    load->held[load->held_count++] = connection;
    return 1;
}

static int64_t drive(int poll, struct connection *all, int count, struct load *load, int64_t end, int64_t most) {
    struct epoll_event events[256];
    char buffer[65536];
    int64_t answers = 0;
    int64_t time = now();
    for (int i = 0; i < count; i++)
        if (!ask_when_due(&all[i], load, time)) return -1;
    while (answers < most && time < end) {
        int ready = epoll_wait(poll, events, 256, load->held_count > 0 ? 1 : 100);
        if (ready < 0 && errno != EINTR) return -1;
        time = now();
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            ssize_t got = recv(connection->socket, buffer, sizeof buffer, 0);
            if (got <= 0 || (size_t)got > connection->missing) return -1;
            connection->missing -= (size_t)got;
            if (connection->missing > 0) continue;
            answers++;
            if (!ask_when_due(connection, load, time)) return -1;
        }
        while (load->held_count > 0 && is_due(load, time))
            if (!ask(load->held[--load->held_count], load)) return -1;
    }
    return answers;
}

int64_t http_load(uint16_t port, const char *requests, size_t request_length, size_t request_count, size_t answer_length,
                  int connections, int64_t rate, int64_t nanoseconds, int64_t most, int64_t *elapsed, int64_t *busy) {
    struct load load = {
        .requests = requests,
        .request_length = request_length,
        .request_count = request_count,
        .answer_length = answer_length,
        .rate = rate,
        .held = calloc((size_t)connections, sizeof(struct connection *)),
    };
    struct connection *all = calloc((size_t)connections, sizeof *all);
    int poll = epoll_create1(EPOLL_CLOEXEC);
    int opened = 0;
    while (opened < connections && (all[opened].socket = connect_to(port)) >= 0) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[opened]};
        epoll_ctl(poll, EPOLL_CTL_ADD, all[opened].socket, &event);
        opened++;
    }
    load.start = now();
    int64_t answers = opened == connections ? drive(poll, all, connections, &load, load.start + nanoseconds, most) : -1;
    *elapsed = now() - load.start;
    *busy = time_of(CLOCK_THREAD_CPUTIME_ID);
    for (int i = 0; i < opened; i++) close(all[i].socket);
    close(poll);
    free(all);
    free(load.held);
    return answers;
}
