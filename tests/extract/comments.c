/* Comments, as they are written. */
int a; // to the end of the line
/* over
 * several
 * lines */
const char *text = "/* none */ // none";
char quote = '"'; /* 'c' */
// spliced \
   here
int b; /**/
#if 0
don't /* in what is skipped */
#endif
int c = 4 / 2; // slash
/* unusual: dawdle-ignore */
