/** The kinds of stages and their forms (`stages/<kind>/`), in the order in which they are offered. */
import type { Kind } from "../resource/kinds.ts";
import { ACCOUNTS } from "./kinds/accounts.ts";
import { AUTHENTICATORS } from "./kinds/authenticators.ts";
import { OTHERS } from "./kinds/others.ts";
import { SIGN_IN } from "./kinds/signIn.ts";

export const STAGE_KINDS: readonly Kind[] = [...SIGN_IN, ...ACCOUNTS, ...AUTHENTICATORS, ...OTHERS];
