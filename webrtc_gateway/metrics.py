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
