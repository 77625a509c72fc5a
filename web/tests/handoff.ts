import type { Call, CustomerHandoff } from "../src/shared/messages.gen";

export function handoff(more: Partial<CustomerHandoff> = {}): CustomerHandoff {
  return {
    id: "handoff",
    status: "QUEUED",
    reasons: [],
    reason_text: "",
    package: null,
    consented: true,
    way: "voice",
    wait: { low_seconds: 60, high_seconds: 170, ahead: 1, advisers_available: 2 },
    adviser: "Maja",
    call: null,
    recording: null,
    ending: null,
    ask_effort: false,
    voice_failed: false,
    ...more,
  };
}

export function call(more: Partial<Call> = {}): Call {
  return {
    id: "call",
    status: "LIVE",
    my_leg: "UP",
    other_leg: "UP",
    since: "2026-12-04T14:05:00Z",
    my_muted: false,
    other_muted: false,
    my_line_weak: false,
    other_line_weak: false,
    ended_because: null,
    others: [],
    together: false,
    supervising: null,
    ...more,
  };
}
