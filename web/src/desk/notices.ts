// A desktop notification for an incoming handoff, when the desk is not in front. Asked for by a button that says why.
import type { Ringing } from "../shared/messages.gen";

export type Permission = NotificationPermission | "absent";

export function notificationPermission(): Permission {
  return "Notification" in window ? Notification.permission : "absent";
}

export async function askForNotifications(): Promise<Permission> {
  return "Notification" in window ? Notification.requestPermission() : "absent";
}

/** Shows it, or nothing where it is not allowed. Returns what takes it away again. */
export function notify(heading: string, ringing: Ringing): () => void {
  if (notificationPermission() !== "granted" || document.hasFocus()) return () => {};
  const shown = new Notification(heading, {
    body: ringing.reason_text,
    tag: ringing.handoff,
    silent: true,
  });
  shown.onclick = () => window.focus();
  return () => shown.close();
}
