import { expect, test } from "vitest";
import { Notice } from "../src/widget/notices";

test("a notice goes when what it is about is over, and stays when something else is", () => {
  const notice = new Notice();
  notice.tell("download", "It could not be downloaded.");
  notice.over("person");
  expect(notice.words).toBe("It could not be downloaded.");
  notice.over("download");
  expect(notice.words).toBe("");
});

test("the newest notice stands, and is over in its own time", () => {
  const notice = new Notice();
  notice.tell("person", "A person is asked for later.");
  notice.tell("asked", "That did not work.");
  notice.over("person");
  expect(notice.words).toBe("That did not work.");
});
