"""What is counted, for Prometheus at /metrics. No label ever holds a name, an id or a word of a conversation."""

from prometheus_client import Counter, Gauge, Histogram

reply_seconds = Histogram("reassure_reply_seconds", "From a customer's message to the assistant's answer in the journal")
assistant_failures = Counter("reassure_assistant_failures", "Messages that the assistant did not answer", ["error"])
refusals = Counter("reassure_refusals", "Requests and messages refused, by named error", ["error"])
sockets = Gauge("reassure_sockets", "Open WebSockets", ["who"])
calls_open = Gauge("reassure_calls_open", "Calls in this process")
leg_setup_seconds = Histogram("reassure_leg_setup_seconds", "From a browser's offer to our answer")
recordings_running = Gauge("reassure_recordings_running", "Recordings that this process writes")
recordings_broken_off = Counter("reassure_recordings_broken_off", "Recordings that ended without anybody's wish", ["because"])

forward_seconds = Histogram(
    "reassure_forward_seconds",
    "From the kernel's having a packet to its being sent on; one packet in 128 is timed",
    buckets=(0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5),
)
loop_lag_seconds = Histogram(
    "reassure_loop_lag_seconds",
    "How late the media loop's timer fires, while there are legs",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0),
)
overloaded = Gauge("reassure_overloaded", "1 while new legs are asked for packets of 60 ms, because this process is late")
legs = Gauge("reassure_legs", "Legs by state", ["state"])
leg_step_seconds = Histogram(
    "reassure_leg_step_seconds",
    "From a leg's offer to its answer, to its being connected (ICE and DTLS), and to its first audio",
    ["step"],
    buckets=(0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 1.0, 2.0, 5.0, 10.0),
)
packets_in = Counter("reassure_media_packets_in", "Audio packets that came from browsers")
packets_forwarded = Counter("reassure_media_packets_forwarded", "Audio packets sent to browsers")
packets_lost = Counter("reassure_media_packets_lost", "Audio packets of browsers that never came")
rejoins = Counter("reassure_rejoins", "Legs that took the place of an earlier one of the same party")
