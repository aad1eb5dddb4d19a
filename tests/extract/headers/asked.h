#define ASKED_FOR 1
