/* Words in identifiers and in sentences, as people read them: `max_retries`, `maxRetries` and `MAX_RETRIES`
 * hold the word "retries"; `login` does not hold "log". Case does not matter but for where words begin. */
#ifndef DAWDLE_BASE_WORD_H
#define DAWDLE_BASE_WORD_H

/* Where in `text` the word or phrase stands as a whole; NULL when it does not. Words begin at the start,
 * behind what is no letter, and at a capital that a small letter stands beside; they end likewise. */
const char *word_find(const char *text, const char *word);
#endif
