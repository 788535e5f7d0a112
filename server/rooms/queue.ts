/**
 * A room's queue of decisions. A decision is synchronous and sees a state that nobody else changes meanwhile; what it
 * causes outside (events, media work) is an effect and runs after it, in order. An effect may call back into the room:
 * that is a new decision, whose effects come after those already waiting.
 */
export interface DecisionQueue {
  /** Runs a decision now, then its effects, and answers or throws what it did. Never called from inside a decision. */
  decide<T>(decision: () => T): T;
  /** Runs a decision now, or right after the one that runs. For calls that need no answer and may come at any time. */
  post(decision: () => void): void;
  /** Called by decisions: `action` runs when the decision is made. */
  effect(action: () => void): void;
}

export interface DecisionQueueOptions {
  /** Runs at the end of every decision, as part of it, also when it threw: derives what follows from the new state. */
  readonly settle: () => void;
  /** An effect threw, which ports promise not to do; the others run all the same. */
  readonly effectFailed: (error: unknown) => void;
}

/** Makes an idle queue. */
export function createDecisionQueue({ settle, effectFailed }: DecisionQueueOptions): DecisionQueue {
  const effects: (() => void)[] = [];
  const posted: (() => void)[] = [];
  let deciding = false;
  let flushing = false;

  function runDecision<T>(decision: () => T): T {
    deciding = true;
    try {
      return decision();
    } finally {
      try {
        settle();
      } finally {
        deciding = false;
      }
    }
  }

  function runEffect(action: () => void): void {
    try {
      action();
    } catch (error) {
      effectFailed(error);
    }
  }

  function flush(): void {
    if (flushing) return;
    flushing = true;
    for (;;) {
      const decision = posted.shift();
      if (decision !== undefined) {
        runEffect(() => {
          runDecision(decision);
        });
        continue;
      }
      const action = effects.shift();
      if (action === undefined) break;
      runEffect(action);
    }
    flushing = false;
  }

  return {
    decide(decision) {
      if (deciding) throw new Error('a decision was asked for inside a decision');
      try {
        return runDecision(decision);
      } finally {
        flush();
      }
    },
    post(decision) {
      posted.push(decision);
      if (!deciding) flush();
    },
    effect(action) {
      effects.push(action);
    },
  };
}
