// HTTP to the gateway, with its two ways to fail as named errors.

/** The gateway answered no. `text` is the sentence for the person. */
export class RequestRefused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: string,
  ) {
    super(`${status} ${code}`);
    this.name = "RequestRefused";
  }
}

/** Nobody answered: the network or the gateway is down. */
export class GatewayUnreachable extends Error {
  constructor(cause: unknown) {
    super("the gateway cannot be reached", { cause });
    this.name = "GatewayUnreachable";
  }
}

export interface Request {
  method?: "GET" | "POST" | "DELETE";
  body?: unknown;
  headers?: Record<string, string>;
  /** Only the desk signs in with a cookie; the widget must never send one. */
  credentials?: RequestCredentials;
  /** Milliseconds after which nobody answers any more. */
  within?: number | undefined;
}

const ANSWERED_WITHIN = 20_000;

export async function request(
  address: string,
  { method = "GET", body, headers = {}, credentials = "omit", within = ANSWERED_WITHIN }: Request,
) {
  const answer = await fetch(address, {
    method,
    credentials,
    // A browser on its own waits for minutes, and opens few connections beside those that hang.
    signal: AbortSignal.timeout(within),
    headers: body === undefined ? headers : { "Content-Type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(cause => {
    throw new GatewayUnreachable(cause);
  });
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

async function refusal(answer: Response): Promise<RequestRefused> {
  const said: unknown = await answer.json().catch(() => null);
  const { error, text } = isRefusal(said) ? said : { error: "unexpected", text: "" };
  return new RequestRefused(answer.status, error, text);
}

function isRefusal(said: unknown): said is { error: string; text: string } {
  return typeof said === "object" && said !== null && "error" in said && "text" in said;
}
