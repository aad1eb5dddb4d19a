#define OTHERWISE 2
