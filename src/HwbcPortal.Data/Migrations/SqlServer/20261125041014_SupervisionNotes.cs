using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HwbcPortal.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class SupervisionNotes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Themes",
                table: "SessionNotes",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "SessionConfirmations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CoachId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SessionRecordId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    IsConfirmed = table.Column<bool>(type: "bit", nullable: false),
                    Comment = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    AnsweredUtc = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SessionConfirmations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SessionConfirmations_Coaches_CoachId",
                        column: x => x.CoachId,
                        principalTable: "Coaches",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SessionDrafts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CoachId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ContentJson = table.Column<string>(type: "nvarchar(max)", maxLength: 40000, nullable: false),
                    SavedUtc = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SessionDrafts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SessionDrafts_Coaches_CoachId",
                        column: x => x.CoachId,
                        principalTable: "Coaches",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SupervisionActions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CoachId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SessionRecordId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SupervisorId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Owner = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Text = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    DueOn = table.Column<DateOnly>(type: "date", nullable: true),
                    AgreedUtc = table.Column<DateTime>(type: "datetime2", nullable: false),
                    DoneUtc = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SupervisionActions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SupervisionActions_Coaches_CoachId",
                        column: x => x.CoachId,
                        principalTable: "Coaches",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_SupervisionActions_People_SupervisorId",
                        column: x => x.SupervisorId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SessionConfirmations_CoachId",
                table: "SessionConfirmations",
                column: "CoachId");

            migrationBuilder.CreateIndex(
                name: "IX_SessionConfirmations_SessionRecordId",
                table: "SessionConfirmations",
                column: "SessionRecordId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SessionDrafts_CoachId",
                table: "SessionDrafts",
                column: "CoachId");

            migrationBuilder.CreateIndex(
                name: "IX_SessionDrafts_UserId_CoachId",
                table: "SessionDrafts",
                columns: new[] { "UserId", "CoachId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SupervisionActions_CoachId_SupervisorId",
                table: "SupervisionActions",
                columns: new[] { "CoachId", "SupervisorId" });

            migrationBuilder.CreateIndex(
                name: "IX_SupervisionActions_SupervisorId",
                table: "SupervisionActions",
                column: "SupervisorId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SessionConfirmations");

            migrationBuilder.DropTable(
                name: "SessionDrafts");

            migrationBuilder.DropTable(
                name: "SupervisionActions");

            migrationBuilder.DropColumn(
                name: "Themes",
                table: "SessionNotes");
        }
    }
}
