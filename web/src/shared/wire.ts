// Short names for what the generated messages nest.
import type { CustomerHandoff, DeskState, LegFailed, Meet, Turn, Wire } from "./messages.gen";

export type FromCustomer = Wire["FromCustomer"];
export type FromDesk = Wire["FromDesk"];
export type ToCustomer = Wire["ToCustomer"];
export type ToDesk = Wire["ToDesk"];
export type HandoffStatus = CustomerHandoff["status"];
export type Presence = DeskState["presence"];
export type Way = Meet["way"];
export type LegFailure = LegFailed["reason"];
export type Speaker = Turn["speaker"];
