/** A new id for a message of ours. (`crypto.randomUUID` exists only on pages loaded over HTTPS.) */
export function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");
}
