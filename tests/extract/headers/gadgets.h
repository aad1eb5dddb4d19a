/* Mentioned nowhere but in a comment: gadget. */
#ifndef GADGETS_H
#define GADGETS_H
struct gadget;
#endif
