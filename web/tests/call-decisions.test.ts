import { expect, test } from "vitest";
import { callWanted, nextMove } from "../src/shared/call-decisions";
import { call, handoff } from "./handoff";

test("who waits for a call waits in it, and is there when the adviser accepts", () => {
  for (const status of ["QUEUED", "RINGING", "ACCEPTED"] as const)
    expect(callWanted(handoff({ status }))).toBe("call_now");
  expect(nextMove("call_now", "ready")).toBe("join");
});

test("the microphone is kept between its permission and the gateway's answer", () => {
  const choosing = handoff({ status: "OFFERED_TO_CUSTOMER", way: null });
  expect(nextMove(callWanted(choosing), "ready")).toBe("stay");
});

test("a tab without a microphone does not join by itself", () => {
  expect(nextMove("call_now", "idle")).toBe("stay");
});

test.each(["connected", "joining", "rejoining", "lost"] as const)(
  "a leg that is %s leaves when the call is over",
  leg => {
    const over = handoff({ status: "LIVE", call: call({ status: "ENDED" }) });
    expect(nextMove(callWanted(over), leg)).toBe("leave");
  },
);

test("a transfer leaves the customer's line as it is", () => {
  expect(nextMove(callWanted(handoff({ status: "QUEUED" })), "connected")).toBe("stay");
});

test("going on in writing ends the call", () => {
  expect(callWanted(handoff({ status: "LIVE", way: "text" }))).toBe("no_call");
});
