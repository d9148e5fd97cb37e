/** What the frame has to know of a wizard; every wizard's store is one. */
export interface Flow {
  /** A request is under way. */
  readonly busy: boolean;
  /** It has come to its end: there is nothing to stop any more. */
  readonly finished: boolean;
  /** What would be lost by leaving now, in words; `null` when nothing worth asking for. */
  readonly loses: string | null;
  /** What cannot be known when one leaves now, in words: a change is under way. `null` when none is. */
  readonly changing: string | null;
  /** The service has changed something already, although the end is not reached. */
  readonly applied?: boolean;
  /** Gives up at the service what was begun there, and forgets what was typed and shown. Harmless when repeated. */
  abandon(): void;
}
