/** The shape of a catalogue: the same keys, texts where texts are, the same arguments where there are any. */
export type Translated<T> = { [K in keyof T]: T[K] extends string ? string : T[K] };
