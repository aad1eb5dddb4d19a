/* What only another configuration of skipped.c uses. */
#ifndef WIDGETS_H
#define WIDGETS_H
#define WIDGET_LIMIT 8
enum widget_kind { WIDGET_ROUND, WIDGET_SQUARE };
struct widget;
#endif
